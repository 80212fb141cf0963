import type { ColumnType, EntityMetadata } from 'typeorm';

type Writer = (column: string) => string;

const asItIs: Writer = (column) => column;
/** Kept as 2026-11-24 08:00:00.000, in UTC. */
const asTime: Writer = (column) => `replace(${column}, ' ', 'T') || 'Z'`;
const asBoolean: Writer = (column) => `json(CASE ${column} WHEN 0 THEN 'false' WHEN 1 THEN 'true' END)`;

const WRITERS = new Map<ColumnType, Writer>([
  [String, asItIs],
  [Number, asItIs],
  ['varchar', asItIs],
  ['text', asItIs],
  ['integer', asItIs],
  ['date', asItIs],
  [Date, asTime],
  ['datetime', asTime],
  [Boolean, asBoolean],
  ['boolean', asBoolean],
]);

/**
 * An SQLite expression for an entry, of the alias `entry`, as the JSON that the API lists.
 * @returns undefined when a column is of a type that it does not know how to write.
 */
export function jsonEntry({ columns }: EntityMetadata): string | undefined {
  const members = columns.map(({ propertyName, type }) => {
    const write = WRITERS.get(type);
    return write && `'${propertyName}', ${write(`entry.${propertyName}`)}`;
  });
  return members.includes(undefined) ? undefined : `json_object(${members.join(', ')})`;
}
