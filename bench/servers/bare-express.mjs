/** Bare express + better-sqlite3: no sign-in, no validation, no log. Arguments: port, database file. */
import express from 'express';
import { openBareStore } from './bare-store.mjs';

const [port, path] = process.argv.slice(2);
const store = openBareStore(path);
const app = express();
app.use(express.json());
app.get('/api/doctors', (request, response) => {
  response.json(store.list(Number(request.query.page ?? 1)));
});
app.post('/api/doctors', (request, response) => {
  response.status(201).json(store.create(request.body));
});
app.listen(Number(port), '127.0.0.1');
