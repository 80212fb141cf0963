import { Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { DatabaseEngine, entityMetadata } from '../../database/index.js';
import type {
  CellCipher,
  DatabaseName,
  SchemaSession,
  SnapshotRow,
  SnapshotTable,
  TableDescription,
} from '../../database/index.js';
import { PlanLimitReachedError, TenantSchema, WORKING_TABLES } from '../../tenancy/index.js';
import type { TenantLimits } from '../../tenancy/index.js';
import { allowedColumns } from './allowed-columns.js';
import { ArchiveRefusedError, NotEmptyError } from './import.errors.js';
import { sensitiveCells } from './sensitive-cells.js';
import { TableWriter } from './table-writer.js';
import type { Offsets } from './table-writer.js';

/** Where rows come from, such as a snapshot. */
export interface RowSource {
  readonly tables: readonly SnapshotTable[];
  portions(table: SnapshotTable): AsyncGenerator<readonly SnapshotRow[]>;
}

type Parameter = DataSource['driver']['createParameter'];

/** Makes another row of one; columns stay. */
export type RowChange = (table: TableDescription, columns: readonly string[], row: SnapshotRow) => SnapshotRow;

export interface FillOptions {
  readonly change?: RowChange;
  /** Rows may be there, to which the others come with new numbers; otherwise there must be none. */
  readonly isMerge?: boolean;
  /** Sensitive columns are left for later, as in a database of an older release, which has no room for ciphertext. */
  readonly isPlain?: boolean;
  /** What the plan allows, asked for when all rows are in; absent: anything. */
  readonly limits?: () => Promise<TenantLimits>;
}

/** Puts rows into companies' databases: only into tables and columns that the schema has, and all or none. */
@Injectable()
export class TenantFilling {
  constructor(
    private readonly engine: DatabaseEngine,
    private readonly schema: TenantSchema,
  ) {}

  /**
   * @param target a database that has the schema of the rows.
   * @returns rows per table. @throws ArchiveRefusedError for rows that do not fit the schema, NotEmptyError,
   *   PlanLimitReachedError, DatabaseBusyError, ForeignDatabaseError; nothing is changed then.
   */
  async fill(
    target: { readonly companyId: number; readonly database: DatabaseName },
    source: RowSource,
    options: FillOptions = {},
  ): Promise<Readonly<Record<string, number>>> {
    const { companyId, database } = target;
    const tables = (await this.engine.describe(database, companyId)).filter(
      ({ name }) => !WORKING_TABLES.includes(name),
    );
    assertNoOthers(tables, source);
    const cipher = options.isPlain ? undefined : await this.engine.cells.of(companyId);
    const pairs = tables.map((table) => ({ table, from: sourceOf(table, source) }));
    try {
      return await this.engine.withSchema(
        database,
        async (session) =>
          this.write(session, await this.parameterOf(companyId), pairs, source, { ...options, cipher }),
        companyId,
      );
    } catch (error) {
      throw isConstraint(error)
        ? new ArchiveRefusedError('has rows that contradict each other or those there', error)
        : error;
    }
  }

  private async write(
    session: SchemaSession,
    parameter: Parameter,
    pairs: readonly { readonly table: TableDescription; readonly from: SnapshotTable }[],
    source: RowSource,
    { change, isMerge = false, limits, cipher }: FillOptions & { readonly cipher: CellCipher | undefined },
  ): Promise<Record<string, number>> {
    const offsets = await this.offsets(
      session,
      pairs.map(({ table }) => table),
      isMerge,
    );
    const allowed = await allowedColumns(this.schema);
    const sensitive = await sensitiveCells(this.schema, cipher);
    const rows: Record<string, number> = {};
    for (const { table, from } of pairs) {
      const writer = new TableWriter(
        session,
        parameter,
        table,
        from.columns,
        offsets,
        allowed.get(table.name) ?? new Map(),
        sensitive.get(table.name) ?? new Map(),
      );
      for await (const portion of source.portions(from)) {
        await writer.insert(change ? portion.map((row) => change(table, from.columns, row)) : portion);
      }
      rows[table.name] = writer.rows;
    }
    if (limits !== undefined) await this.assertWithin(session, await limits());
    return rows;
  }

  /** What is added to the numbers of a table's rows. @throws NotEmptyError. */
  private async offsets(
    session: SchemaSession,
    tables: readonly TableDescription[],
    isMerge: boolean,
  ): Promise<Offsets> {
    const offsets = new Map<string, number>();
    for (const { name, isNumbered } of tables) {
      const [row] = (await session.query(
        isNumbered ? `SELECT max(id) AS last FROM "${name}"` : `SELECT count(*) AS last FROM "${name}"`,
      )) as { last: number | string | null }[];
      const last = Number(row?.last ?? 0);
      if (last > 0 && !isMerge) throw new NotEmptyError();
      offsets.set(name, isNumbered ? last : 0);
    }
    return offsets;
  }

  private async assertWithin(session: SchemaSession, limits: TenantLimits): Promise<void> {
    for (const [resource, table] of await this.countedTables()) {
      const limit = limits[resource];
      if (limit === undefined || limit === null) continue;
      const [row] = (await session.query(`SELECT count(*) AS rows FROM "${table}"`)) as { rows: number | string }[];
      const count = Number(row?.rows ?? 0);
      if (count > limit) throw new PlanLimitReachedError(resource, limit, count);
    }
  }

  /** By the name of the limit. */
  private async countedTables(): Promise<[resource: string, table: string][]> {
    const { entityMetadatasMap } = await entityMetadata(this.schema.entities);
    return Object.entries(this.schema.counted).map(([resource, entity]) => [
      resource,
      entityMetadatasMap.get(entity)?.tableName ?? '',
    ]);
  }

  private async parameterOf(companyId: number): Promise<Parameter> {
    const { driver } = (await this.engine.holding(companyId)).dataSource('master', { entities: [] });
    return (name, index) => driver.createParameter(name, index);
  }
}

/** @throws ArchiveRefusedError for a table that the schema does not have. */
function assertNoOthers(tables: readonly TableDescription[], source: RowSource): void {
  const known = [...WORKING_TABLES, ...tables.map(({ name }) => name)];
  if (source.tables.some(({ name }) => !known.includes(name)))
    throw new ArchiveRefusedError('has other tables than the program');
}

/** @throws ArchiveRefusedError unless the source has exactly the columns of the table. */
function sourceOf(table: TableDescription, source: RowSource): SnapshotTable {
  const from = source.tables.find(({ name }) => name === table.name);
  const wanted = table.columns.map(({ name }) => name).sort();
  if (from === undefined || JSON.stringify([...from.columns].sort()) !== JSON.stringify(wanted))
    throw new ArchiveRefusedError('has other tables than the program');
  return from;
}

/** A constraint of the schema, on either engine. */
function isConstraint(error: unknown): boolean {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return name === 'ForeignKeyCheckError' || /^(SQLITE_CONSTRAINT|23)/.test(String(code));
}
