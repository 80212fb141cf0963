import type { DataSource } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { keepsClosed } from '../../common/index.js';
import type { ClosedColumns } from '../../common/index.js';
import { isSealed } from './cell-cipher.js';
import type { CellCipher } from './cell-cipher.js';
import { CellUnreadableError } from './cells.errors.js';
import { sensitiveColumn } from './sensitive-columns.js';

/** The sensitive columns of an open company's database. */
class ClosedCells implements ClosedColumns {
  constructor(private readonly cipher: CellCipher) {}

  isClosed(column: ColumnMetadata): boolean {
    return sensitiveColumn(column) !== undefined;
  }

  open(column: ColumnMetadata, value: unknown): unknown {
    return openCell(this.cipher, column, value);
  }

  patterns(column: ColumnMetadata, text: string): readonly string[] {
    const place = sensitiveColumn(column);
    return place?.isSought ? this.cipher.patterns(place, text) : [];
  }
}

/** Lets lists and the log of an open database see what its sensitive columns hold. */
export function closeColumns(dataSource: DataSource, cipher: CellCipher | undefined): void {
  if (cipher !== undefined) keepsClosed(dataSource, new ClosedCells(cipher));
}

/** What is to be written into a column. @param cipher undefined for a company without a key. */
export function sealCell(cipher: CellCipher | undefined, column: ColumnMetadata, value: unknown): unknown {
  if (cipher === undefined || typeof value !== 'string') return value;
  const place = sensitiveColumn(column);
  return place === undefined ? value : cipher.seal(place, value, place.isSought);
}

/**
 * What was written into a column.
 * @throws CellUnreadableError for what was sealed elsewhere or changed since, and for anything sealed without a key.
 */
export function openCell(cipher: CellCipher | undefined, column: ColumnMetadata, value: unknown): unknown {
  if (!isSealed(value)) return value;
  const place = sensitiveColumn(column);
  if (place === undefined) return value;
  if (cipher === undefined) throw new CellUnreadableError(place.table, place.column);
  return cipher.open(place, value);
}
