import type { INestApplicationContext } from '@nestjs/common';
import type { EntityManager, EntityMetadata } from 'typeorm';
import { Tenancy, TenantWrites } from '../../src/tenancy/index.js';
import { SOMEBODY } from './somebody.js';

type Column = EntityMetadata['columns'][number];

let made = 0;

/**
 * Adds a row to any table of a company's database, and to those that it refers to if they are empty.
 * @param mark what its texts begin with.
 * @returns its id.
 */
export function addAnyRow(app: INestApplicationContext, companyId: number, table: string, mark = 'x'): Promise<number> {
  return app
    .get(Tenancy)
    .run({ companyId }, TenantWrites, (writes) =>
      writes.run(SOMEBODY, (transaction) => addRow(transaction, table, mark)),
    );
}

async function addRow(transaction: EntityManager, table: string, mark: string): Promise<number> {
  const entity = transaction.connection.entityMetadatas.find(({ tableName }) => tableName === table);
  if (entity === undefined) throw new Error(`There is no table ${table}`);
  const row: Record<string, unknown> = {};
  for (const column of entity.columns) {
    if (column.isGenerated || column.isNullable) continue;
    const key = entity.foreignKeys.find(({ columns }) => columns.includes(column));
    row[column.propertyName] = key
      ? await anyId(transaction, key.referencedEntityMetadata.tableName, mark)
      : anyValue(column, mark);
  }
  const { identifiers } = await transaction.insert(entity.target, row);
  return Number(identifiers[0]?.id);
}

async function anyId(transaction: EntityManager, table: string, mark: string): Promise<number> {
  const [first] = await transaction.query<{ id: number }[]>(`SELECT id FROM ${table} ORDER BY id LIMIT 1`);
  return first?.id ?? addRow(transaction, table, mark);
}

/** A value that no other row has, as far as it is long enough; later ones are later. */
function anyValue({ type, length }: Column, mark: string): unknown {
  made += 1;
  if (type === Date) return new Date(Date.UTC(2026, 0, 1, 0, made));
  if (type === 'date') return new Date(Date.UTC(2000, 0, made)).toISOString().slice(0, 10);
  if (type === 'boolean') return true;
  if (type === 'integer') return made;
  return `${mark}-${made}`.slice(-(Number(length) || 200));
}
