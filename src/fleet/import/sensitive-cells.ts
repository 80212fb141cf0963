import { entityMetadata, isSealed, sensitiveTables } from '../../database/index.js';
import type { CellCipher, SensitiveColumn, SnapshotValue } from '../../database/index.js';
import type { TenantSchema } from '../../tenancy/index.js';

/** How rows that come from elsewhere get into a sensitive column. */
export interface SensitiveCell {
  /** End of a sentence that begins with the column; undefined for a value that it can have. */
  misfitOf(value: SnapshotValue): string | undefined;
  seal(text: string): string;
}

/** By column. */
export type SensitiveCells = ReadonlyMap<string, SensitiveCell>;

/**
 * The sensitive columns of all tables of a schema, by the table's name.
 * @param cipher of the company that the rows are for; undefined: it has no key.
 */
export async function sensitiveCells(
  { entities }: TenantSchema,
  cipher: CellCipher | undefined,
): Promise<ReadonlyMap<string, SensitiveCells>> {
  const { entityMetadatas } = await entityMetadata(entities);
  return new Map(
    sensitiveTables(entityMetadatas).map(({ name, columns }) => [
      name,
      new Map(columns.map((column) => [column.column, cellOf(column, cipher)])),
    ]),
  );
}

function cellOf(column: SensitiveColumn, cipher: CellCipher | undefined): SensitiveCell {
  const { maxLength = Infinity, isSought } = column;
  return {
    misfitOf: (value) => {
      if (isSealed(value)) return 'looks as if it were encrypted';
      const isLong = typeof value === 'string' && [...value].length > maxLength;
      return isLong ? `is longer than ${maxLength} characters` : undefined;
    },
    seal: (text) => cipher?.seal(column, text, isSought) ?? text,
  };
}
