import type { DataSource } from 'typeorm';
import type { SchemaSession, SnapshotRow, TableDescription } from '../../database/index.js';
import type { AllowedColumns } from './allowed-columns.js';
import type { SensitiveCells } from './sensitive-cells.js';
import { RowRefusedError } from './import.errors.js';
import { misfitOf, storedValue } from './row-values.js';

/** Rows per statement: far below what SQLite (32,766) and PostgreSQL (65,535) bind, with tens of columns. */
const ROWS_PER_STATEMENT = 200;

/** What is added to the numbers of each table's rows. */
export type Offsets = ReadonlyMap<string, number>;

/** Inserts the rows of one table. */
export class TableWriter {
  rows = 0;
  private readonly columns;

  constructor(
    private readonly session: SchemaSession,
    private readonly parameter: DataSource['driver']['createParameter'],
    private readonly table: TableDescription,
    names: readonly string[],
    offsets: Offsets,
    allowed: AllowedColumns,
    sensitive: SensitiveCells,
  ) {
    this.columns = names.map((name) => {
      const description = table.columns.find((column) => column.name === name)!;
      return {
        name,
        description,
        offset: offsetOf(table, name, offsets),
        allowed: allowed.get(name),
        sensitive: sensitive.get(name),
      };
    });
  }

  async insert(rows: readonly SnapshotRow[]): Promise<void> {
    for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
      const portion = rows.slice(start, start + ROWS_PER_STATEMENT);
      await this.session.query(
        this.statement(portion.length),
        portion.flatMap((row, index) => this.values(row, this.rows + index)),
      );
      this.rows += portion.length;
    }
  }

  private values(row: SnapshotRow, before: number): unknown[] {
    return this.columns.map(({ name, description, offset, allowed, sensitive }, index) => {
      const value = row[index] ?? null;
      const misfit = misfitOf(description, value, allowed) ?? sensitive?.misfitOf(value);
      if (misfit !== undefined) throw new RowRefusedError(this.table.name, before + 1, name, misfit);
      if (sensitive !== undefined && typeof value === 'string') return sensitive.seal(value);
      return offset === 0 || value === null ? storedValue(description, value) : Number(value) + offset;
    });
  }

  private statement(rows: number): string {
    const width = this.columns.length;
    const tuples = Array.from({ length: rows }, (_row, row) => {
      const marks = this.columns.map((_column, index) => this.parameter(`v${index}`, row * width + index));
      return `(${marks.join()})`;
    });
    const names = this.columns.map(({ name }) => `"${name}"`);
    return `INSERT INTO "${this.table.name}" (${names.join()}) VALUES ${tuples.join()}`;
  }
}

/** Rows with new numbers refer to each other by them. */
function offsetOf(table: TableDescription, column: string, offsets: Offsets): number {
  if (table.isNumbered && column === 'id') return offsets.get(table.name) ?? 0;
  const key = table.foreignKeys.find(({ columns }) => columns.length === 1 && columns[0] === column);
  return key === undefined ? 0 : (offsets.get(key.table) ?? 0);
}
