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
const ENDLESS = 'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n';
const migrations = MIGRATIONS.map((migration, index) => {
  const { up, down } = migration.sqlite;
  return index + 1 === Number(stopAt) ? { ...migration, sqlite: { up: [...up, ENDLESS], down } } : migration;
});

tell({ ready: true });
createInterface(process.stdin).once('line', async () => {
  const migrator = new Migrator(engine, migrations, { now: () => new Date() });
  try {
    tell({ applied: await migrator.migrate('tenant_test') });
  } catch (error) {
    tell({ failed: error.name });
  }
  process.exit();
});
