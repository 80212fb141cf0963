/**
 * For programs that tests start as a process of their own: the database of the folder given as the first argument, by
 * the built engine, or by TypeORM's own driver when the second argument is `stock`.
 */
import 'reflect-metadata';
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { SqliteEngine } from '../../dist/database/sqlite/sqlite-engine.js';

const [folder, kind] = process.argv.slice(2);

export const INSERT = 'INSERT INTO entry (unit, side) VALUES (?, ?)';

export async function openDatabase() {
  if (kind !== 'stock') return new SqliteEngine(folder).dataSource('tenant_test', { entities: [] }).initialize();
  const database = join(folder, 'tenant_databases', 'tenant_test.sqlite3');
  return new DataSource({ type: 'better-sqlite3', database, enableWAL: true, entities: [] }).initialize();
}

/** Tells the test, at once and not by a buffer that dies with the process. */
export function tell(message) {
  let rest = Buffer.from(`${JSON.stringify(message)}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      // The pipe is full while the test does something else.
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}
