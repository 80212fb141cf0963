import type { Client } from 'pg';
import { assertStillReadable, columnsNamed } from '../cells/cell-guard.js';
import type { UnreadableCells } from '../cells/cell-guard.js';
import { CellCipher } from '../cells/cell-cipher.js';
import type { CellPlace, CellSecrets } from '../cells/cell-cipher.js';
import type { CellTransfer } from '../cells/cell-moves.js';
import { quoted } from './postgres-names.js';

const ROWS_PER_FETCH = 500;
const TEXT_COLUMNS = `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
  WHERE table_schema = current_schema() AND data_type IN ('text', 'character varying')`;

interface Cell {
  readonly row: string;
  readonly value: string;
}

/** What migrations do with the encrypted texts of a database, in their transaction; nothing of a company that has no key. */
export class ServerCells {
  private before: readonly UnreadableCells[] = [];

  private constructor(
    private readonly client: Client,
    private readonly cipher: CellCipher | undefined,
    private readonly statements: readonly string[],
  ) {}

  /** To be called before the first statement. @param statements all that will run. */
  static async of(
    client: Client,
    secrets: CellSecrets | undefined,
    statements: readonly string[],
  ): Promise<ServerCells> {
    const cells = new ServerCells(client, secrets && new CellCipher(secrets), statements);
    cells.before = await cells.unreadable();
    return cells;
  }

  /** Seals texts for the names that they have now. */
  async move(transfers: readonly CellTransfer[]): Promise<void> {
    const { cipher, client } = this;
    if (cipher === undefined) return;
    for (const transfer of transfers) {
      const [table, column] = [quoted(transfer.to.table), quoted(transfer.to.column)];
      const update =
        `UPDATE ${table} SET ${column} = moved.value ` +
        `FROM unnest($1::tid[], $2::text[]) AS moved (place, value) WHERE ${table}.ctid = moved.place`;
      for await (const cells of this.cellsOf(transfer.to)) {
        const values = cells.map(({ value }) => cipher.moved(transfer, value));
        await client.query(update, [cells.map(({ row }) => row), values]);
      }
    }
  }

  /** @throws CellsMovedError */
  async assertReadable(): Promise<void> {
    assertStillReadable(this.before, await this.unreadable());
  }

  private async unreadable(): Promise<UnreadableCells[]> {
    const { cipher } = this;
    if (cipher === undefined) return [];
    const { rows } = await this.client.query<CellPlace>(TEXT_COLUMNS);
    const found: UnreadableCells[] = [];
    for (const place of columnsNamed(rows, this.statements)) {
      let count = 0;
      for await (const cells of this.cellsOf(place))
        count += cells.filter(({ value }) => !cipher.opens(place, value)).length;
      found.push({ ...place, count });
    }
    return found;
  }

  /** The encrypted texts of a column, as they are when the first is asked for: a cursor does not see later changes. */
  private async *cellsOf({ table, column }: CellPlace): AsyncGenerator<Cell[]> {
    const name = quoted(column);
    await this.client.query(
      `DECLARE medadmin_cells NO SCROLL CURSOR FOR SELECT ctid::text AS row, ${name} AS value FROM ${quoted(table)} ` +
        `WHERE left(${name}, 1) = chr(1)`,
    );
    for (let isMore = true; isMore;) {
      const { rows } = await this.client.query<Cell>(`FETCH ${ROWS_PER_FETCH} FROM medadmin_cells`);
      if (rows.length > 0) yield rows;
      isMore = rows.length === ROWS_PER_FETCH;
    }
    await this.client.query('CLOSE medadmin_cells');
  }
}
