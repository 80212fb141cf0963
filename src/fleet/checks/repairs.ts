import { createIndex } from '../../database/index.js';
import type { IndexDescription, SchemaDescription, TableDescription } from '../../database/index.js';

/** One thing that can be put right without touching a row. */
export interface SchemaRepair {
  /** What is put right: `index patients_patient_last_name`. */
  readonly what: string;
  readonly statements: readonly string[];
}

/**
 * What can be put right safely: indexes and triggers that are missing, that are others than they should be, or whose
 * entries are not those of their table. Tables, columns and constraints hold rows, and what is there too many may be
 * somebody's: they stay as they are.
 * @param damagedIndexes names of indexes to make anew.
 */
export function repairsOf(
  expected: SchemaDescription,
  real: SchemaDescription,
  damagedIndexes: readonly string[],
): SchemaRepair[] {
  const found = new Map(real.map((table) => [table.name, table]));
  return expected.flatMap((wanted) => {
    const table = found.get(wanted.name);
    return table ? [...indexRepairs(wanted, table, damagedIndexes), ...triggerRepairs(wanted, table)] : [];
  });
}

function indexRepairs(wanted: TableDescription, found: TableDescription, damaged: readonly string[]): SchemaRepair[] {
  const there = new Map(found.indexes.map((index) => [index.name, index]));
  const isRight = (index: IndexDescription): boolean =>
    !damaged.includes(index.name) && JSON.stringify(there.get(index.name)) === JSON.stringify(index);
  return wanted.indexes
    .filter((index) => !isRight(index))
    .map((index) => ({
      what: `index ${index.name}`,
      statements: [...(there.has(index.name) ? [`DROP INDEX ${index.name}`] : []), createIndex(index, wanted.name)],
    }));
}

function triggerRepairs(wanted: TableDescription, found: TableDescription): SchemaRepair[] {
  const there = new Map(found.triggers.map((trigger) => [trigger.name, trigger.sql]));
  return wanted.triggers
    .filter(({ name, sql }) => there.get(name) !== sql)
    .map(({ name, sql }) => ({
      what: `trigger ${name}`,
      statements: [...(there.has(name) ? [dropTrigger(name, wanted.name, sql)] : []), sql],
    }));
}

/** PostgreSQL's triggers belong to their table. */
function dropTrigger(name: string, table: string, sql: string): string {
  return /EXECUTE (FUNCTION|PROCEDURE)/i.test(sql) ? `DROP TRIGGER ${name} ON ${table}` : `DROP TRIGGER ${name}`;
}
