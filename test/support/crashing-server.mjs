/**
 * The built server with a fault: at a step of the next registration, which its parent tells, it throws or kills itself.
 * Steps are before and after each commit of the master database and each file operation of the engine.
 */
import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { AppModule } from '../../dist/app.module.js';
import { DatabaseEngine } from '../../dist/database/index.js';
import { createHttpApp, createLogger } from '../../dist/http/index.js';
import { bindTenantRoutes } from '../../dist/tenancy/index.js';

let crashAt = 0;
let how = '';
let steps = 0;

function step() {
  steps += 1;
  if (steps !== crashAt) return;
  if (how === 'kill') process.kill(process.pid, 'SIGKILL');
  throw new Error('planned');
}

const { app } = await createHttpApp(AppModule, createLogger('silent'));
bindTenantRoutes(app);
await app.init();
const engine = app.get(DatabaseEngine);
for (const method of ['copy', 'rename']) {
  const original = engine[method].bind(engine);
  engine[method] = async (...args) => {
    step();
    await original(...args);
    step();
  };
}
app.get(DataSource).subscribers.push({ beforeTransactionCommit: step, afterTransactionCommit: step });
await app.listen(0, '127.0.0.1');
process.on('message', (message) => {
  const passed = steps;
  if (message !== 'steps') [{ at: crashAt, how }, steps] = [message, 0];
  process.send({ steps: passed });
});
process.send({ port: app.getHttpServer().address().port });
