/**
 * A process that does one thing to a company, as a command would, and kills itself at the step CRASH_AT. Steps are before and
 * after each commit of the master database and each operation of the engine on whole databases, with the number of their
 * kind: `commit 2 before`, `rename 1 after`. It prints all steps as JSON when it comes to the end.
 * @example node life-child.mjs '{"step": "rename", "companyId": 1, "input": {"slug": "other"}}'
 */
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { CliApplicationModule } from '../../dist/cli/cli-application.module.js';
import { DatabaseEngine } from '../../dist/database/index.js';
import * as master from '../../dist/master/index.js';

const crashAt = process.env.CRASH_AT;
const { step: what, companyId, input } = JSON.parse(process.argv[2]);
const steps = [];
const counts = new Map();
let armed = false;

function step(kind, when) {
  if (!armed) return;
  if (when === 'before') counts.set(kind, (counts.get(kind) ?? 0) + 1);
  steps.push(`${kind} ${counts.get(kind) ?? 0} ${when}`);
  if (steps.at(-1) === crashAt) process.kill(process.pid, 'SIGKILL');
}

const WORK = {
  none: () => Promise.resolve(),
  rename: (app) => app.get(master.CompanyRenaming).rename(companyId, input, 'command'),
  clone: (app) => app.get(master.CompanyCloning).clone(companyId, input, 'command'),
  erase: (app) => app.get(master.CompanyErasure).erase(companyId, 'command'),
};

const app = await NestFactory.createApplicationContext(CliApplicationModule, { logger: false });
const engine = app.get(DatabaseEngine);
for (const method of ['copy', 'rename', 'drop', 'removeCopies', 'scrub', 'withSchema']) {
  const original = engine[method].bind(engine);
  engine[method] = async (...args) => {
    step(method, 'before');
    const result = await original(...args);
    step(method, 'after');
    return result;
  };
}
app.get(DataSource).subscribers.push({
  beforeTransactionCommit: () => step('commit', 'before'),
  afterTransactionCommit: () => step('commit', 'after'),
});
armed = true;
await WORK[what](app);
armed = false;
await app.close();
process.stdout.write(JSON.stringify(steps));
