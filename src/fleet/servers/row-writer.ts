import { HISTORY_TABLE } from '../../database/index.js';
import type {
  ColumnDescription,
  DatabaseEngine,
  DatabaseSnapshot,
  SchemaSession,
  SnapshotRow,
  SnapshotTable,
  TableDescription,
} from '../../database/index.js';
import { storedValue } from '../import/row-values.js';

/** Far below what SQLite (32,766) and PostgreSQL (65,535) bind. */
const VALUES_PER_STATEMENT = 10_000;
const ROWS_PER_STATEMENT = 200;

/** The history of migrations as a table; descriptions of schemas do not have it. */
export const HISTORY = {
  name: HISTORY_TABLE,
  columns: ['name', 'checksum', 'applied_at', 'duration_ms'],
} satisfies SnapshotTable;

/** A table of both databases, with its columns in the order in which rows have them. */
export interface MovedTable {
  readonly from: SnapshotTable;
  readonly columns: readonly ColumnDescription[];
  /** The column by whose value, a whole number, rows come in order; undefined: they have no order that both engines share. */
  readonly numbered: string | undefined;
}

/** @param table undefined when the other database has none of this name, or other columns. */
export function movedTable(from: SnapshotTable, table: TableDescription | undefined): MovedTable | undefined {
  const columns = from.columns.map((name) => table?.columns.find((column) => column.name === name));
  if (table === undefined || columns.includes(undefined) || columns.length !== table.columns.length) return undefined;
  const [key, ...others] = table.primaryKey;
  const type = table.columns.find(({ name }) => name === key)?.type;
  return {
    from,
    columns: columns as ColumnDescription[],
    numbered: others.length === 0 && type === 'integer' ? key : undefined,
  };
}

/** Writes rows into a database as they are, with their numbers. */
export class RowWriter {
  constructor(
    private readonly session: SchemaSession,
    private readonly kind: DatabaseEngine['kind'],
  ) {}

  /** Puts all rows of a snapshot into a table, in the place of those that are there. */
  async refill(snapshot: DatabaseSnapshot, { from, columns }: MovedTable, isEmpty: boolean): Promise<void> {
    if (!isEmpty) await this.session.query(`DELETE FROM "${from.name}"`);
    for await (const rows of snapshot.portions(from)) await this.insert(from, columns, rows);
  }

  async history(snapshot: DatabaseSnapshot): Promise<void> {
    const columns = HISTORY.columns.map((name) => ({ name, type: 'varchar', notNull: true, default: null }));
    await this.refill(snapshot, { from: HISTORY, columns, numbered: undefined }, false);
  }

  async insert(
    table: SnapshotTable,
    columns: readonly ColumnDescription[],
    rows: readonly SnapshotRow[],
  ): Promise<void> {
    const most = Math.min(ROWS_PER_STATEMENT, Math.max(1, Math.floor(VALUES_PER_STATEMENT / columns.length)));
    for (let start = 0; start < rows.length; start += most) {
      const portion = rows.slice(start, start + most);
      const tuples = portion.map((_row, index) => `(${this.marks(columns.length, index * columns.length).join()})`);
      await this.session.query(
        `INSERT INTO "${table.name}" (${namesOf(columns)}) VALUES ${tuples.join()}`,
        portion.flatMap((row) => stored(columns, row)),
      );
    }
  }

  async update({ from, columns, numbered = '' }: MovedTable, row: SnapshotRow): Promise<void> {
    const marks = this.marks(columns.length + 1, 0);
    const sets = columns.map(({ name }, index) => `"${name}" = ${marks[index]!}`);
    const key = row[from.columns.indexOf(numbered)];
    const sql = `UPDATE "${from.name}" SET ${sets.join()} WHERE "${numbered}" = ${marks.at(-1)!}`;
    await this.session.query(sql, [...stored(columns, row), key]);
  }

  async remove({ from, numbered = '' }: MovedTable, key: number): Promise<void> {
    await this.session.query(`DELETE FROM "${from.name}" WHERE "${numbered}" = ${this.marks(1, 0)[0]!}`, [key]);
  }

  private marks(count: number, before: number): string[] {
    return Array.from({ length: count }, (_mark, index) => (this.kind === 'postgres' ? `$${before + index + 1}` : '?'));
  }
}

function stored(columns: readonly ColumnDescription[], row: SnapshotRow): unknown[] {
  return columns.map((column, index) => storedValue(column, row[index] ?? null));
}

function namesOf(columns: readonly ColumnDescription[]): string {
  return columns.map(({ name }) => `"${name}"`).join();
}
