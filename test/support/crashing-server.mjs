/**
 * The built server with one fault: at the CRASH_AT-th step of the first registration it throws or kills itself.
 * Steps are before and after each commit of the master database and each file operation of the engine.
 */
import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { AppModule } from '../../dist/app.module.js';
import { DatabaseEngine } from '../../dist/database/index.js';
import { createHttpApp, createLogger } from '../../dist/http/index.js';
import { bindTenantRoutes } from '../../dist/tenancy/index.js';

const crashAt = Number(process.env.CRASH_AT ?? 0);
const how = process.env.CRASH_HOW;
let steps = 0;
let armed = false;

function step() {
  if (!armed) return;
  steps += 1;
  if (steps !== crashAt) return;
  if (how === 'kill') process.kill(process.pid, 'SIGKILL');
  throw new Error('planned');
}

const { app } = await createHttpApp(AppModule, createLogger('silent'));
bindTenantRoutes(app);
await app.init();
const engine = await app.get(DatabaseEngine).named(process.env.DATABASE_ENGINE ?? 'sqlite');
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
armed = true;
process.on('message', (message) => {
  if (message === 'steps') process.send({ steps });
});
process.send({ port: app.getHttpServer().address().port });
