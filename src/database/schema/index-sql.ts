import type { IndexDescription } from './schema-description.js';

/** The statement that makes an index; the same on both engines. */
export function createIndex({ name, columns, unique, where }: IndexDescription, table: string): string {
  const condition = where === null ? '' : ` WHERE ${where}`;
  return `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${name} ON ${table} (${columns.join(', ')})${condition}`;
}
