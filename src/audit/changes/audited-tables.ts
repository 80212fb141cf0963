import type { DataSource, EntityMetadata } from 'typeorm';
import { closedColumnsOf } from '../../common/index.js';

/** Every write tells when; what they hold is in the entry anyway. */
const UNTOLD = new Set(['createdAt', 'updatedAt']);

/** A table whose changes are told of. */
export interface AuditedTable {
  readonly name: string;
  /** Column that numbers the rows. */
  readonly key: string;
  /** The database gives out the numbers. */
  readonly isNumbered: boolean;
  /** Names of properties by column, of those whose values are told. */
  readonly properties: ReadonlyMap<string, string>;
  /** What was written into a column: the database may have ciphertext. */
  readonly open: (column: string, value: unknown) => unknown;
}

/** The tables of an open database whose changes are told of: all entities' but those left out. */
export class AuditedTables {
  private readonly byName: ReadonlyMap<string, AuditedTable>;
  private readonly words: RegExp;
  private readonly byModel = new Map<string, string | undefined>();

  constructor(dataSource: DataSource, leftOut: readonly string[]) {
    const audited = dataSource.entityMetadatas.filter(({ tableName }) => !leftOut.includes(tableName));
    this.byName = new Map(audited.map((metadata) => [metadata.tableName, tableOf(metadata, dataSource)]));
    this.words = new RegExp(`\\b(?:${[...this.byName.keys()].join('|') || '(?!)'})\\b`, 'i');
  }

  /** Whether a statement names any of them. */
  areNamedIn(sql: string): boolean {
    return this.words.test(sql);
  }

  named(name: string): AuditedTable | undefined {
    return this.byName.get(name.toLowerCase());
  }

  /** The table of a clinic model by the name that its routes and its tables begin with: `patients`, `patients_patient`. */
  ofModel(model: string): string | undefined {
    if (!this.byModel.has(model)) this.byModel.set(model, this.findOfModel(model));
    return this.byModel.get(model);
  }

  private findOfModel(model: string): string | undefined {
    return [...this.byName.keys()].find((name) => name.startsWith(`${model}_`));
  }
}

function tableOf(metadata: EntityMetadata, dataSource: DataSource): AuditedTable {
  const [key] = metadata.primaryColumns;
  const told = metadata.columns.filter(({ isPrimary, propertyName }) => !isPrimary && !UNTOLD.has(propertyName));
  return {
    name: metadata.tableName,
    key: key?.databaseName ?? 'id',
    isNumbered: key?.isGenerated ?? false,
    open: opener(metadata, dataSource),
    properties: new Map(told.map(({ databaseName, propertyName }) => [databaseName, propertyName])),
  };
}

function opener(metadata: EntityMetadata, dataSource: DataSource): AuditedTable['open'] {
  const columns = new Map(metadata.columns.map((column) => [column.databaseName, column]));
  return (name, value) => {
    const column = columns.get(name);
    return column === undefined ? value : (closedColumnsOf(dataSource)?.open(column, value) ?? value);
  };
}
