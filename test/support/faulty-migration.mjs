/**
 * Migrates files, and meets a fault in each: `throw`, `kill` or `spoil` at the n-th call that touches the database or the
 * disk. `spoil` overwrites the file, as a failing storage would, and throws. Arguments: job as JSON, fault, and for each
 * file `n:path`. Prints for each how many calls there were, and what came of it.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';

const [job, fault, ...files] = process.argv.slice(2);
let calls = 0;
let at = 0;
let path = '';

function count(what) {
  calls += 1;
  if (calls !== at) return;
  if (fault === 'kill') process.kill(process.pid, 'SIGKILL');
  if (fault === 'spoil') spoil();
  throw Object.assign(new Error(`injected at ${what}`), { code: 'SQLITE_IOERR' });
}

function spoil() {
  const file = fs.openSync(path, 'r+');
  fs.writeSync(file, Buffer.alloc(4096 * 3, 0xa5), 0, 4096 * 3, 4096);
  fs.closeSync(file);
}

const wrap = (owner, name, touches = () => true) => {
  const real = owner[name];
  owner[name] = function wrapped(...args) {
    if (touches(...args)) count(name);
    return real.apply(this, args);
  };
};
for (const name of ['exec', 'prepare', 'pragma', 'serialize']) wrap(Database.prototype, name);
// Not those of the loader of modules.
const isOurs = (target) =>
  typeof target === 'number' || String(target).startsWith(path.slice(0, path.lastIndexOf('/')));
for (const name of ['writeFileSync', 'rmSync', 'renameSync', 'fsyncSync', 'openSync']) {
  wrap(fs, name, name === 'openSync' && fault === 'spoil' ? () => false : isOurs);
}
syncBuiltinESMExports();

const { migrateFile } = await import('../../dist/database/sqlite/migrate-file.js');
const outcomes = [];
for (const file of files) {
  const [number, ...rest] = file.split(':');
  at = Number(number);
  path = rest.join(':');
  calls = 0;
  try {
    const { applied } = await migrateFile(path, JSON.parse(job));
    outcomes.push({ calls, applied });
  } catch (error) {
    outcomes.push({ calls, error: String(error.message) });
  }
}
process.stdout.write(JSON.stringify(outcomes));
