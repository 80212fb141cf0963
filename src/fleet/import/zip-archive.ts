import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Writable } from 'node:stream';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Entry, ZipFile } from 'yauzl';
import { DATABASE_FILE, JSON_FILE, MANIFEST_FILE } from '../export/export-manifest.js';
import type { ExportManifest } from '../export/export-manifest.js';
import { parseManifest } from './archive-manifest.js';
import { ArchiveRefusedError } from './import.errors.js';

/** More no export has. */
const MOST_FILES = 200;
const MANIFEST_LIMIT_BYTES = 1024 * 1024;
/** Unpacked, all files together. */
const UNPACKED_LIMIT_BYTES = 32 * 1024 ** 3;
/** Rows of a clinic shrink to a fifth or a tenth; what shrinks more is a bomb, unless it is small. */
const MOST_SHRUNK = 200;
const HARMLESS_BYTES = 16 * 1024 * 1024;
const NAME = new RegExp(`^(${MANIFEST_FILE}|${JSON_FILE}|${DATABASE_FILE}|csv/[a-z][a-z0-9_]{0,62}\\.csv)$`);

/**
 * The ZIP file of an export, which anybody may have made: only files that an export has are looked at, each is held to its
 * size and hash in the manifest, and none is ever written under a name that the archive gives.
 */
export class ZipArchive {
  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
    readonly manifest: ExportManifest,
  ) {}

  /** @throws ArchiveRefusedError; the system's error when the file cannot be read. */
  static async open(path: string): Promise<ZipArchive> {
    // Its default, because bundled CommonJS has no other export.
    const yauzl = (await import('yauzl')).default;
    const options = { lazyEntries: true, autoClose: false, strictFileNames: true, validateEntrySizes: true };
    const zip = await yauzl.openPromise(path, options).catch(refuseUnlessSystem);
    try {
      const entries = await entriesOf(zip);
      const bytes = await read(zip, entries.get(MANIFEST_FILE));
      const archive = new ZipArchive(zip, entries, parseManifest(bytes));
      archive.assertComplete();
      return archive;
    } catch (error) {
      zip.close();
      throw error instanceof ArchiveRefusedError ? error : refuseUnlessSystem(error);
    }
  }

  /** Writes the database to a new file, and holds every file of the archive to the manifest. @throws ArchiveRefusedError. */
  async extractDatabase(path: string): Promise<void> {
    for (const name of Object.keys(this.manifest.files)) {
      const target = name === DATABASE_FILE ? createWriteStream(path, { flags: 'wx', mode: 0o600 }) : nowhere();
      await this.copy(name, target);
    }
  }

  close(): void {
    this.zip.close();
  }

  /** The same files here and in the manifest, of the same sizes. */
  private assertComplete(): void {
    const { files } = this.manifest;
    const told = Object.keys(files);
    if (told.length !== this.entries.size - 1) throw new ArchiveRefusedError('has other files than its manifest says');
    for (const name of told) {
      const entry = this.entries.get(name);
      if (name === MANIFEST_FILE || entry?.uncompressedSize !== files[name]?.sizeBytes)
        throw new ArchiveRefusedError('has other files than its manifest says');
    }
  }

  private async copy(name: string, target: Writable): Promise<void> {
    const hash = createHash('sha256');
    try {
      const source = await openStream(this.zip, this.entries.get(name));
      source.on('data', (chunk: Buffer) => hash.update(chunk));
      await pipeline(source, target);
    } catch (error) {
      throw error instanceof ArchiveRefusedError ? error : refuseUnlessSystem(error);
    }
    if (hash.digest('hex') !== this.manifest.files[name]?.sha256)
      throw new ArchiveRefusedError('has a file that is not the one of its manifest');
  }
}

async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > MOST_FILES) throw new ArchiveRefusedError('has too many files');
  const entries = new Map<string, Entry>();
  let unpackedBytes = 0;
  for await (const entry of zip.eachEntry()) {
    assertHarmless(entry);
    if (entries.has(entry.fileName)) throw new ArchiveRefusedError('has a file twice');
    entries.set(entry.fileName, entry);
    unpackedBytes += entry.uncompressedSize;
  }
  if (unpackedBytes > UNPACKED_LIMIT_BYTES) throw new ArchiveRefusedError('is too large');
  return entries;
}

function assertHarmless(entry: Entry): void {
  const { fileName, uncompressedSize, compressedSize } = entry;
  if (!NAME.test(fileName)) throw new ArchiveRefusedError('has a file that no export has');
  if (entry.isEncrypted()) throw new ArchiveRefusedError('is encrypted');
  if (uncompressedSize > HARMLESS_BYTES && uncompressedSize > compressedSize * MOST_SHRUNK)
    throw new ArchiveRefusedError('has a file that is much larger than it seems');
}

async function read(zip: ZipFile, entry: Entry | undefined): Promise<Buffer> {
  if (entry === undefined) throw new ArchiveRefusedError('has no manifest');
  if (entry.uncompressedSize > MANIFEST_LIMIT_BYTES) throw new ArchiveRefusedError('has too large a manifest');
  const chunks: Buffer[] = [];
  for await (const chunk of await openStream(zip, entry)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function openStream(zip: ZipFile, entry: Entry | undefined): Promise<Readable> {
  if (entry === undefined) throw new ArchiveRefusedError('has other files than its manifest says');
  return zip.openReadStreamPromise(entry);
}

function nowhere(): Writable {
  return new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
}

/** What the ZIP library says is about the archive; what the system says has a code of its own. */
function refuseUnlessSystem(error: unknown): never {
  if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error;
  throw new ArchiveRefusedError('is no whole ZIP file', error);
}
