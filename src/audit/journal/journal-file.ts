import { fdatasync, writeSync } from 'node:fs';
import { mkdir, open, readdir, readFile, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { EntryValues } from '../audit-event.js';

const SUFFIX = '.ndjson';
const flush = promisify(fdatasync);

/** One line of a journal: something that happened in a company. */
export interface JournalLine {
  readonly companyId: number;
  readonly line: number;
  readonly values: EntryValues;
}

/** A journal that some process wrote. */
export interface FoundJournal {
  readonly path: string;
  /** Identity of the process, see `workIdentity`. */
  readonly owner: string;
  readonly journal: string;
  readonly lines: readonly JournalLine[];
}

/** A part of a process's journal, for appending. Its name sorts behind those of the parts before it. */
export class JournalFile {
  /** Lines that are not yet in their companies' chains. */
  outstanding = 0;
  sizeBytes = 0;
  private failure: unknown;
  private unflushed = false;
  private readonly flushes = new Set<Promise<void>>();
  private closed: Promise<void> | undefined;

  private constructor(
    private readonly path: string,
    private readonly handle: FileHandle,
  ) {}

  static async create(folder: string, journal: string, part: number, owner: string): Promise<JournalFile> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `${journal}.${String(part).padStart(6, '0')}${SUFFIX}`);
    const file = new JournalFile(path, await open(path, 'ax', 0o600));
    file.append([JSON.stringify({ journal, owner })]);
    await file.flush();
    await syncFolder(folder);
    return file;
  }

  /**
   * Appends lines: when it returns they survive the end of the process, though not yet a power cut. It takes microseconds, in
   * the memory of the file system; in the thread pool it would wait behind flushes of databases.
   * @throws what a write before it has thrown, too: what follows that could not be read.
   */
  append(lines: readonly string[]): void {
    if (this.failure !== undefined) throw this.failure as Error;
    const text = `${lines.join('\n')}\n`;
    const bytes = Buffer.byteLength(text);
    try {
      if (writeSync(this.handle.fd, text) !== bytes) throw new RangeError('short write');
    } catch (error) {
      this.failure = error;
      throw error;
    }
    this.sizeBytes += bytes;
    this.unflushed = true;
  }

  /** When it returns, what was appended before survives a power cut. */
  async flush(): Promise<void> {
    if (!this.unflushed) return;
    if (this.failure !== undefined) throw this.failure as Error;
    this.unflushed = false;
    const flushed = flush(this.handle.fd);
    this.flushes.add(flushed);
    try {
      await flushed;
      // Of two flushes at once, one is told what has failed.
      if (this.failure !== undefined) throw this.failure as Error;
    } catch (error) {
      this.failure = error;
      throw error;
    } finally {
      this.flushes.delete(flushed);
    }
  }

  /** Closes it; it is removed if all of it is in the chains. */
  close(): Promise<void> {
    this.closed ??= this.closeOnce();
    return this.closed;
  }

  private async closeOnce(): Promise<void> {
    if (this.outstanding > 0) await this.flush().catch(() => undefined);
    // The descriptor may be another file's before one begins that waits in the thread pool.
    await Promise.allSettled(this.flushes);
    await this.handle.close();
    if (this.outstanding === 0) await unlink(this.path);
  }
}

/** The journals in a folder, those of one process in the order in which they were written. */
export async function findJournals(folder: string): Promise<FoundJournal[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(SUFFIX));
  const found = await Promise.all(names.sort().map((name) => readJournal(join(folder, name))));
  return found.filter((journal) => journal !== undefined);
}

/** A last line that was cut off by the end of its process was never acknowledged. */
async function readJournal(path: string): Promise<FoundJournal | undefined> {
  const [head = '', ...texts] = (await readFile(path, 'utf8').catch(() => '')).split('\n');
  const { owner, journal } = (parsed(head) ?? {}) as { owner?: string; journal?: string };
  if (owner === undefined || journal === undefined) return undefined;
  const lines = texts.map(parsed).filter((line): line is [number, number, EntryValues] => Array.isArray(line));
  return { path, owner, journal, lines: lines.map(([companyId, line, values]) => ({ companyId, line, values })) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
