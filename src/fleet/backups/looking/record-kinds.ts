import { Injectable } from '@nestjs/common';
import { getMetadataArgsStorage } from 'typeorm';
import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm';
import { TenantSchema } from '../../../tenancy/index.js';
import { NoSuchRecordKindError } from '../backups.errors.js';

/** What entries of clinic models have in common, and tables that serve the program have not. */
const OF_ENTRIES = ['id', 'createdAt', 'updatedAt'];

/** What of a backup can be looked at and brought back: the entries of clinic models, by the name of their routes. */
@Injectable()
export class RecordKinds {
  constructor(private readonly schema: TenantSchema) {}

  /** `doctors` → that of `doctors_doctor`. @throws NoSuchRecordKindError. */
  metadataOf(kind: string, database: DataSource): EntityMetadata {
    const found = this.all(database).find((metadata) => kindOf(metadata) === kind);
    if (found === undefined) throw new NoSuchRecordKindError();
    return found;
  }

  /** Rows per kind, from rows per table. */
  rowsByKind(rows: Readonly<Record<string, number>>): Record<string, number> {
    const tables = this.entries.map((entity) => tableOf(entity));
    return Object.fromEntries(tables.map((table) => [kindOfTable(table), rows[table] ?? 0]));
  }

  private all(database: DataSource): EntityMetadata[] {
    return this.entries.map((entity) => database.getMetadata(entity));
  }

  private get entries(): (new () => ObjectLiteral)[] {
    return this.schema.entities.filter((entity) => {
      const properties = getMetadataArgsStorage()
        .filterColumns(entity)
        .map(({ propertyName }) => propertyName);
      return OF_ENTRIES.every((property) => properties.includes(property));
    });
  }
}

export function kindOf({ tableName }: EntityMetadata): string {
  return kindOfTable(tableName);
}

/** Names of the properties in which text is looked for. */
export function searchableOf({ columns }: EntityMetadata): string[] {
  return columns.filter(({ type }) => type === 'varchar' || type === 'text').map(({ propertyName }) => propertyName);
}

/** The entries that an entry refers to: property → entity. */
export function referencesOf(metadata: EntityMetadata): [property: string, referred: EntityMetadata][] {
  return metadata.foreignKeys.flatMap(({ columns: [column], referencedEntityMetadata }) =>
    column === undefined ? [] : [[column.propertyName, referencedEntityMetadata] as [string, EntityMetadata]],
  );
}

export type Entry = ObjectLiteral & { readonly id: number; readonly createdAt: Date };

function tableOf(entity: new () => ObjectLiteral): string {
  return getMetadataArgsStorage().tables.find(({ target }) => target === entity)?.name ?? '';
}

/** Tables are called `<folder>_<model>`. */
function kindOfTable(table: string): string {
  return table.slice(0, table.indexOf('_'));
}
