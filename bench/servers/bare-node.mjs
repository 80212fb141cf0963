/** Bare node:http + better-sqlite3: no sign-in, no validation, no log. Arguments: port, database file. */
import { createServer } from 'node:http';
import { openBareStore } from './bare-store.mjs';

const [port, path] = process.argv.slice(2);
const store = openBareStore(path);

function answer(response, status, body) {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}

createServer((request, response) => {
  if (request.method === 'GET') return answer(response, 200, store.list(1));
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => answer(response, 201, store.create(JSON.parse(Buffer.concat(chunks)))));
}).listen(Number(port), '127.0.0.1');
