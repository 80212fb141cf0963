/**
 * Restores a company in the data folder of the environment, and kills itself at the CRASH_AT-th step: before or after
 * each call that touches a database, a file or the log of operations. Arguments: slug, backup. Prints how many there were.
 */
import 'reflect-metadata';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import Database from 'better-sqlite3';

const [slug, file] = process.argv.slice(2);
const { DATA_DIR } = process.env;
const at = Number(process.env.CRASH_AT ?? 0);
const names = [];
let isArmed = false;

function step(name) {
  if (!isArmed) return;
  names.push(name);
  if (names.length === at) process.kill(process.pid, 'SIGKILL');
}

function wrap(owner, name, isOurs = () => true) {
  const real = owner[name];
  owner[name] = function wrapped(...args) {
    if (!isOurs(...args)) return real.apply(this, args);
    step(`before ${name}`);
    const result = real.apply(this, args);
    if (typeof result?.then !== 'function') {
      step(`after ${name}`);
      return result;
    }
    return result.then((value) => {
      step(`after ${name}`);
      return value;
    });
  };
}

const isInDataDir = (path) => typeof path === 'string' && path.startsWith(DATA_DIR);
for (const name of ['rename', 'unlink', 'rm', 'open']) wrap(fs.promises, name, isInDataDir);
wrap(fs, 'writeSync', (descriptor) => descriptor > 2);
wrap(fs, 'fsync');
// The lone handle's, and not those of the master database.
for (const name of ['pragma', 'exec']) {
  wrap(Database.prototype, name, (sql) => /locking_mode|journal_mode = DELETE|BEGIN EXCLUSIVE/.test(sql));
}
syncBuiltinESMExports();

const { openApplication } = await import('../../dist/cli/application-context.js');
const { DatabaseEngine } = await import('../../dist/database/index.js');
const { TenantRestore } = await import('../../dist/fleet/index.js');
const { RunningOperation } = await import('../../dist/fleet/operations/running-operation.js');
const { TenantDirectory } = await import('../../dist/tenancy/index.js');

const application = await openApplication();
const engine = application.get(DatabaseEngine, { strict: false });
for (const name of ['dump', 'load', 'examine', 'replace']) wrap(engine.copies, name);
for (const name of ['step', 'end']) wrap(RunningOperation.prototype, name);
const tenant = await application.get(TenantDirectory, { strict: false }).bySlug(slug);
isArmed = true;
await application.get(TenantRestore, { strict: false }).restore(tenant, file, 'command');
isArmed = false;
process.stdout.write(JSON.stringify({ names }));
await application.close();
