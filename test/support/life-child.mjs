/**
 * A process that does one thing to a company, as a command would, and kills itself at the step CRASH_AT. Steps are before and
 * after each commit of the master database and each operation of the engine on whole databases, and before each statement
 * that fills one, with the number of their kind: `commit 2 before`, `rename 1 after`. It prints all steps as JSON when it comes to the end.
 * @example node life-child.mjs '{"step": "rename", "companyId": 1, "input": {"slug": "other"}}'
 */
import 'reflect-metadata';
import { closeSync, copyFileSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { CliApplicationModule } from '../../dist/cli/cli-application.module.js';
import { DatabaseEngine } from '../../dist/database/index.js';
import { encryptFile } from '../../dist/database/sqlite/cipher/open-handle.js';
import { BackupRegistry } from '../../dist/fleet/backups/backup-registry.js';
import { TenantBackups, TenantEncryption, TenantMoving } from '../../dist/fleet/index.js';
import * as master from '../../dist/master/index.js';
import { TenantDirectory } from '../../dist/tenancy/index.js';

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

const tenant = (app) => app.get(TenantDirectory, { strict: false }).find(companyId);
const WORK = {
  none: () => Promise.resolve(),
  rename: (app) => app.get(master.CompanyRenaming).rename(companyId, input, 'command'),
  clone: (app) => app.get(master.CompanyCloning).clone(companyId, input, 'command'),
  encrypt: async (app) => {
    if (input === 'anew, naively') engine.encryption.change = writeOver;
    const isAnew = input?.startsWith('anew') ?? false;
    return app.get(TenantEncryption).encrypt(await tenant(app), 'command', isAnew);
  },
  erase: (app) => app.get(master.CompanyErasure).erase(companyId, 'command'),
  move: async (app) => {
    const target = await app.get(DatabaseEngine).named(input);
    for (const method of ['copy', 'rename', 'withSchema']) wrap(target, method);
    wrap(target.moving, 'continueAfter');
    wrap(engine, 'whenUnused');
    wrap(engine.moving, 'freeze');
    return app.get(TenantMoving, { strict: false }).move(await tenant(app), input, 'command');
  },
  import: (app) => app.get(master.CompanyImport).found(input.path, input, 'command'),
  backup: async (app) => app.get(TenantBackups).create(await tenant(app), 'command'),
  verify: async (app) => {
    const backups = app.get(TenantBackups);
    const [newest] = await backups.of({ companyId });
    await backups.prove(await tenant(app), newest, 'command');
  },
  merge: async (app) => {
    await app.get(master.CompanyImport).into(await tenant(app), input.path, true, 'command');
  },
};

const app = await NestFactory.createApplicationContext(CliApplicationModule, { logger: false });
// Of the server that settings choose: all others are asked of it.
const engine = await app.get(DatabaseEngine).named(process.env.DATABASE_ENGINE ?? 'sqlite');
for (const method of ['copy', 'rename', 'drop', 'removeCopies', 'scrub', 'withSchema']) wrap(engine, method);
for (const method of ['dump', 'load', 'examine', 'replace']) wrap(engine.copies, method);
if (engine.encryption) wrap(engine.encryption, 'change');
wrap(app.get(BackupRegistry, { strict: false }), 'add');
function wrap(owner, method) {
  const original = owner[method].bind(owner);
  owner[method] = async (...args) => {
    step(method, 'before');
    if (method === 'withSchema') args[1] = inSteps(args[1]);
    const result = await original(...args);
    step(method, 'after');
    return result;
  };
}

/** The naive way to change a file's key: what is in the new file, written over what is in the old one. */
async function writeOver({ name, from, to }) {
  const path = engine.encryption.paths.of(name);
  const draft = `${path}.new-naive`;
  copyFileSync(path, draft);
  encryptFile(draft, to, from);
  const content = readFileSync(draft);
  rmSync(draft);
  const file = openSync(path, 'r+');
  const half = content.length / 2;
  writeSync(file, content, 0, half, 0);
  step('half', 'before');
  writeSync(file, content, half, half, half);
  closeSync(file);
}

/** Work in a database's one transaction, each of whose statements is a step. */
function inSteps(work) {
  return (session) => {
    const query = async (...args) => {
      step('statement', 'before');
      return session.query(...args);
    };
    return work(Object.assign(Object.create(session), { query }));
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
