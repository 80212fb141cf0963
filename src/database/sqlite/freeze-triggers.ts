import type { Database } from 'better-sqlite3';
import { FREEZE_TRIGGER } from '../schema/index.js';
import { OWN_TABLES } from './own-tables.js';

export const REFUSAL = 'medadmin: this database is being moved';
const PREFIX = `${FREEZE_TRIGGER}_`;
/** All but the one that says of a master database that it is being moved. */
const TABLES = `${OWN_TABLES} AND name <> 'installation_move'`;

/** Has all tables of an open file refuse changes. */
export function freezeTables(database: Database): void {
  for (const table of database.prepare<[], string>(TABLES).pluck().all())
    for (const change of ['INSERT', 'UPDATE', 'DELETE'])
      database.exec(
        `CREATE TRIGGER IF NOT EXISTS "${PREFIX}${change}_${table}" BEFORE ${change} ON "${table}"
         BEGIN SELECT RAISE(ABORT, '${REFUSAL}'); END`,
      );
}

/** Takes that back. */
export function thawTables(database: Database): void {
  for (const trigger of frozenTriggers(database)) database.exec(`DROP TRIGGER "${trigger}"`);
}

/** Names of the triggers with which an open file refuses changes; none: it takes them. */
export function frozenTriggers(database: Database): string[] {
  const triggers = database.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`);
  return triggers
    .pluck()
    .all()
    .filter((name) => name.startsWith(PREFIX));
}
