import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ZipFile } from 'yazl';
import type { DatabaseSnapshot, SnapshotTable } from '../../database/index.js';
import { csvFile, DATABASE_FILE, JSON_FILE, MANIFEST_FILE } from './export-manifest.js';
import type { ExportedFile, ExportManifest } from './export-manifest.js';
import { csvOf, jsonOf } from './export-text.js';

/** What the manifest says besides what is found out while the files are written. */
export type ManifestHead = Omit<ExportManifest, 'rows' | 'files'>;

/** Regular file, for its owner only. */
const MODE = 0o100600;

/**
 * An export as a ZIP that is made while it is read: the tables as CSV and JSON, the database as SQLite file, and last the
 * manifest, which knows their sizes and hashes by then.
 */
export class ExportArchive {
  private readonly files: Record<string, ExportedFile> = {};
  private readonly rows: Record<string, number> = {};

  private constructor(
    private readonly zip: ZipFile,
    private readonly head: ManifestHead,
  ) {}

  /** @param tables those of the snapshot that are exported as CSV and JSON. */
  static async of(snapshot: DatabaseSnapshot, tables: readonly SnapshotTable[], head: ManifestHead): Promise<Readable> {
    // Its default, because bundled CommonJS has no other export.
    const zip = new (await import('yazl')).default.ZipFile();
    const archive = new ExportArchive(zip, head);
    for (const table of tables) archive.addTable(snapshot, table);
    archive.add(JSON_FILE, () => jsonOf(snapshot, tables));
    archive.add(DATABASE_FILE, () => snapshot.bytes());
    archive.add(MANIFEST_FILE, () => archive.manifest());
    zip.end();
    // Whoever reads hears of a failure; when nobody does any more, it must not end the process.
    return (zip.outputStream as Readable).on('error', () => undefined);
  }

  private addTable(snapshot: DatabaseSnapshot, table: SnapshotTable): void {
    this.rows[table.name] = 0;
    const count = (rows: number): void => {
      this.rows[table.name] = (this.rows[table.name] ?? 0) + rows;
    };
    this.add(csvFile(table.name), () => csvOf(snapshot, table, count));
  }

  private add(name: string, content: () => AsyncIterable<Buffer>): void {
    this.zip.addReadStreamLazy(name, { mtime: new Date(this.head.createdAt), mode: MODE }, (give) => {
      const source = Readable.from(this.noted(name, content()), { objectMode: false });
      // A source that fails must fail the archive: half a table would look like all of it.
      source.once('error', (error) => (this.zip.outputStream as Readable).destroy(error));
      give(null, source);
    });
  }

  private async *noted(name: string, content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const hash = createHash('sha256');
    let sizeBytes = 0;
    for await (const chunk of content) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      if (chunk.length > 0) yield chunk;
    }
    this.files[name] = { sizeBytes, sha256: hash.digest('hex') };
  }

  private async *manifest(): AsyncGenerator<Buffer> {
    const manifest: ExportManifest = { ...this.head, rows: this.rows, files: this.files };
    yield await Promise.resolve(Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  }
}
