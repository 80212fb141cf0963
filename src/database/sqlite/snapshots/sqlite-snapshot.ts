import { open, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { HISTORY_TABLE } from '../../migration-history.js';
import { DatabaseSnapshot } from '../../snapshot.js';
import type { SnapshotRow, SnapshotTable, SnapshotValue } from '../../snapshot.js';
import { decryptedPages } from '../cipher/decrypted-pages.js';
import { openHandle } from '../cipher/open-handle.js';
import type { FileKey } from '../cipher/open-handle.js';
import { OWN_TABLES } from '../own-tables.js';

const ROWS_PER_PORTION = 200;
const CHUNK_BYTES = 256 * 1024;

/** A SQLite file that nobody else knows of, open for reading; its name is gone, so that nothing of it can be left behind. */
export class SqliteSnapshot extends DatabaseSnapshot {
  readonly tables: readonly SnapshotTable[];
  readonly schemaVersion: string;
  private isOpen = true;

  private constructor(
    private readonly database: Database.Database,
    private readonly file: FileHandle,
    readonly sizeBytes: number,
    private readonly path: string | undefined,
    private readonly key: FileKey | undefined,
  ) {
    super();
    this.tables = tablesOf(database);
    const newest = database.prepare(`SELECT max(name) FROM ${HISTORY_TABLE}`).pluck();
    this.schemaVersion = (newest.get() as string | null) ?? '';
  }

  /** Opens the file and takes its name away, or where that cannot be done, as on Windows, when it is closed. */
  static async open(path: string, key?: FileKey): Promise<SqliteSnapshot> {
    const database = openHandle(path, key, { readonly: true, fileMustExist: true });
    try {
      database.pragma('trusted_schema = OFF');
      const file = await open(path, 'r');
      const { size } = await file.stat();
      const isUnlinked = await unlink(path).then(
        () => true,
        () => false,
      );
      return new SqliteSnapshot(database, file, size, isUnlinked ? undefined : path, key);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  override async *portions({ name, columns }: SnapshotTable): AsyncGenerator<readonly SnapshotRow[]> {
    const next = this.database
      .prepare(
        `SELECT rowid, ${columns.map(quoted).join()} FROM ${quoted(name)} WHERE rowid > ? ORDER BY rowid LIMIT ?`,
      )
      .raw();
    for (let after: SnapshotValue = Number.MIN_SAFE_INTEGER; ;) {
      const rows = next.all(after, ROWS_PER_PORTION) as SnapshotRow[];
      if (rows.length > 0) yield rows.map((row) => row.slice(1));
      if (rows.length < ROWS_PER_PORTION) return;
      after = rows.at(-1)?.[0] ?? null;
      await nextTurn();
    }
  }

  /** In plain: it is for those whose data they are, who have no key of ours. */
  override bytes(): AsyncGenerator<Buffer> {
    return this.key === undefined ? this.content() : decryptedPages(this.content(), this.key);
  }

  private async *content(): AsyncGenerator<Buffer> {
    for (let position = 0; position < this.sizeBytes;) {
      const { bytesRead, buffer } = await this.file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, position);
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  override async close(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.database.close();
    await this.file.close();
    if (this.path !== undefined) await unlink(this.path).catch(() => undefined);
  }
}

function tablesOf(database: Database.Database): SnapshotTable[] {
  const names = database.prepare(`${OWN_TABLES} ORDER BY name`).pluck().all() as string[];
  const columns = database.prepare('SELECT name FROM pragma_table_info(?) ORDER BY cid').pluck();
  return names
    .filter((name) => name !== HISTORY_TABLE)
    .map((name) => ({ name, columns: columns.all(name) as string[] }));
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
