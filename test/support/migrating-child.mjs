/**
 * Migrates the database of the folder given as the argument when it is told to. The second argument is the number of
 * the migration in which it is to stop for ever, for tests that kill it there; none is 0.
 */
import 'reflect-metadata';
import { createInterface } from 'node:readline';
import { Migrator } from '../../dist/database/migrator.js';
import { SqliteEngine } from '../../dist/database/sqlite/sqlite-engine.js';
import { tell } from './child-database.mjs';
import { MIGRATIONS } from './counting-migrations.mjs';

const [folder, stopAt] = process.argv.slice(2);
const engine = new SqliteEngine(folder);
const { sqlOf } = engine;
const stopping = MIGRATIONS[Number(stopAt) - 1];
engine.sqlOf = (migration) => {
  if (migration !== stopping) return sqlOf.call(engine, migration);
  tell({ stopped: migration.name });
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};

tell({ ready: true });
createInterface(process.stdin).once('line', async () => {
  const migrator = new Migrator(engine, MIGRATIONS, { now: () => new Date() });
  try {
    tell({ applied: await migrator.migrate('tenant_test') });
  } catch (error) {
    tell({ failed: error.name });
  }
  process.exit();
});
