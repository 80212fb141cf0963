import type { Database } from 'better-sqlite3';
import { assertStillReadable, columnsNamed } from '../cells/cell-guard.js';
import type { UnreadableCells } from '../cells/cell-guard.js';
import { CellCipher } from '../cells/cell-cipher.js';
import type { CellPlace, CellSecrets } from '../cells/cell-cipher.js';
import type { CellTransfer } from '../cells/cell-moves.js';
import { quotedName, SEALED_IN, textColumns } from '../cells/open-cells.js';

/** What migrations do with the encrypted texts of a file; nothing of a company that has no key. */
export class FileCells {
  private readonly cipher: CellCipher | undefined;
  private readonly before: readonly UnreadableCells[];

  /** To be made before the first statement. @param statements all that will run. */
  constructor(
    private readonly file: Database,
    secrets: CellSecrets | undefined,
    private readonly statements: readonly string[],
  ) {
    const cipher = secrets && new CellCipher(secrets);
    this.cipher = cipher;
    if (cipher !== undefined) this.addFunctions(cipher);
    this.before = this.unreadable();
  }

  /** Seals texts for the names that they have now. */
  move(transfers: readonly CellTransfer[]): void {
    if (this.cipher === undefined) return;
    for (const { from, to } of transfers) {
      const name = quotedName(to.column);
      const set = `${name} = medadmin_moved(?, ?, ?, ?, ${name})`;
      const update = this.file.prepare(`UPDATE ${quotedName(to.table)} SET ${set} WHERE ${SEALED_IN(name)}`);
      update.run(from.table, from.column, to.table, to.column);
    }
  }

  /** @throws CellsMovedError */
  assertReadable(): void {
    assertStillReadable(this.before, this.unreadable());
  }

  private unreadable(): UnreadableCells[] {
    if (this.cipher === undefined) return [];
    return columnsNamed(textColumns(this.file), this.statements).map((place) => ({
      ...place,
      count: this.unreadableOf(place),
    }));
  }

  private unreadableOf({ table, column }: CellPlace): number {
    const name = quotedName(column);
    const where = `${SEALED_IN(name)} AND NOT medadmin_opens(?, ?, ${name})`;
    const count = this.file.prepare<[string, string], number>(
      `SELECT count(*) FROM ${quotedName(table)} WHERE ${where}`,
    );
    return count.pluck().get(table, column) ?? 0;
  }

  private addFunctions(cipher: CellCipher): void {
    const placeOf = (table: unknown, column: unknown): CellPlace => ({ table, column }) as CellPlace;
    this.file.function('medadmin_opens', (table: unknown, column: unknown, value: unknown) =>
      cipher.opens(placeOf(table, column), value as string) ? 1 : 0,
    );
    this.file.function('medadmin_moved', (table: unknown, column: unknown, to: unknown, in_: unknown, value: unknown) =>
      cipher.moved({ from: placeOf(table, column), to: placeOf(to, in_) }, value as string),
    );
  }
}
