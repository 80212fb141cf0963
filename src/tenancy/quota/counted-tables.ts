import type { DataSource, ObjectLiteral } from 'typeorm';

/** Entities whose rows the plan limits, by the name of the limit. */
export type CountedEntities = Readonly<Record<string, new () => ObjectLiteral>>;

interface CountedTable {
  readonly resource: string;
  readonly table: string;
}

const INSERTING = /\b(?:insert|replace)\b/;

/** The tables of an open database whose rows the plan limits. */
export class CountedTables {
  private readonly tables: readonly CountedTable[];

  constructor(dataSource: DataSource, counted: CountedEntities) {
    this.tables = Object.entries(counted).map(([resource, entity]) => {
      return { resource, table: dataSource.getMetadata(entity).tableName };
    });
  }

  get resources(): readonly string[] {
    return this.tables.map(({ resource }) => resource);
  }

  get names(): readonly string[] {
    return this.tables.map(({ table }) => table);
  }

  /** What the rows of a table count as, if anything. */
  resourceOf(table: string): string | undefined {
    return this.tables.find((counted) => counted.table === table)?.resource;
  }

  /** The table whose rows count as a resource. */
  tableOf(resource: string): string {
    return this.tables.find((counted) => counted.resource === resource)?.table ?? resource;
  }

  /**
   * What a statement may insert rows of. It goes by the text, because raw statements and inserts without listeners count
   * as well; one that only names the table beside an insert into another is taken for one, and costs a count.
   */
  insertedBy(sql: string): readonly string[] {
    const text = sql.toLowerCase();
    const named = this.tables.filter(({ table }) => text.includes(table));
    return named.length > 0 && INSERTING.test(text) ? named.map(({ resource }) => resource) : [];
  }

  /** A statement for one row, with a column for each of the resources. */
  countOf(resources: readonly string[]): string {
    const chosen = this.tables.filter(({ resource }) => resources.includes(resource));
    return `SELECT ${chosen.map(({ resource, table }) => `(SELECT count(*) FROM "${table}") AS "${resource}"`).join()}`;
  }
}
