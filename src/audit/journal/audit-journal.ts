import { randomUUID } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isGone, workIdentity } from '../../common/index.js';
import { AuditJournalError } from '../audit.errors.js';
import type { EntryValues } from '../audit-event.js';
import { findJournals, JournalFile } from './journal-file.js';
import type { FoundJournal, JournalLine } from './journal-file.js';

/**
 * A new part is begun behind so many bytes; the old one goes once all of it is in the chains. Beginning one takes several
 * flushes, for which everybody waits: not more often than every ten seconds or so in a busy process.
 */
const PART_BYTES = 8 * 1024 * 1024;
/** How long, in milliseconds, a line that need not outlast a power cut may wait for the disk. */
const FLUSH_MS = 1000;

/** What a line has to outlast once it is said to be written: the end of this process, or a power cut as well. */
export type Outlasts = 'process' | 'power cut';

interface Waiting {
  readonly file: JournalFile;
  readonly text: string;
  readonly outlasts: Outlasts;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** A line that is in the journal, and not yet in its company's chain. */
export interface OpenLine extends JournalLine {
  readonly file: JournalFile;
}

/**
 * What happened in companies without changing their data, kept on disk until it is in their chains. One file for all
 * companies of a process, so that one flush serves everything that happens in a millisecond or two.
 */
export class AuditJournal {
  /** Names this process's journal in the companies' databases. */
  readonly id = randomUUID();
  private readonly owner = workIdentity();
  private readonly queue: Waiting[] = [];
  private readonly finished = new Set<JournalFile>();
  private readonly closing = new Set<Promise<void>>();
  private file: JournalFile | undefined;
  private opening: Promise<JournalFile> | undefined;
  private parts = 0;
  private lines = 0;
  private draining: Promise<void> | undefined;
  private flushing: NodeJS.Timeout | undefined;

  constructor(private readonly folder: string) {}

  /**
   * Writes down what happened; when it returns, that outlasts what it is to. All lines outlast a power cut a second later.
   * @param onLine gets the line before it is written, in the order of all lines.
   * @throws AuditJournalError when it could not be written.
   */
  async add(
    companyId: number,
    values: EntryValues,
    onLine: (line: OpenLine) => void,
    outlasts: Outlasts = 'power cut',
  ): Promise<void> {
    // Whoever comes while a part is being made waits for it too, and goes on in the order of coming. It may have been put
    // aside again before it is one's turn.
    while (this.file === undefined) await this.nextPart();
    const { file } = this;
    const line = (this.lines += 1);
    file.outstanding += 1;
    onLine({ companyId, line, values, file });
    await new Promise<void>((resolve, reject) => {
      this.queue.push({ file, text: JSON.stringify([companyId, line, values]), outlasts, resolve, reject });
      this.draining ??= this.drain();
    });
  }

  /** The lines are in their chains. */
  done(lines: readonly OpenLine[]): void {
    for (const { file } of lines) {
      file.outstanding -= 1;
      if (file.outstanding === 0 && this.finished.delete(file)) this.closeFile(file);
    }
    // What is in the chains need not lie here as well, least of all of a company that is erased.
    if (this.file?.outstanding === 0 && this.draining === undefined) this.putAside(this.file);
  }

  /** Journals of processes of this machine that are gone. */
  async abandoned(): Promise<FoundJournal[]> {
    const found = await findJournals(this.folder);
    return found.filter(({ owner }) => isGone(owner));
  }

  /** What the journals of other processes in this folder say of a company, each one's parts in the order of writing. */
  async ofOthers(companyId: number): Promise<FoundJournal[]> {
    const others = (await findJournals(this.folder)).filter(({ journal }) => journal !== this.id);
    return others
      .map((found) => ({ ...found, lines: found.lines.filter((line) => line.companyId === companyId) }))
      .filter(({ lines }) => lines.length > 0);
  }

  /** All of a journal that was found is in the chains. */
  async forget({ path }: FoundJournal): Promise<void> {
    await unlink(path).catch(() => undefined);
  }

  /** Waits until nothing is on disk any more that is in the chains. */
  async tidy(): Promise<void> {
    await this.draining;
    if (this.file?.outstanding === 0 && this.draining === undefined) this.putAside(this.file);
    await Promise.all(this.closing);
  }

  /** Lines that are in no chain by now stay on disk, for the next process. */
  async close(): Promise<void> {
    await this.draining;
    clearTimeout(this.flushing);
    for (const file of this.openFiles) this.closeFile(file);
    this.finished.clear();
    this.file = undefined;
    await Promise.all(this.closing);
  }

  private get openFiles(): JournalFile[] {
    return [...this.finished, ...(this.file ? [this.file] : [])];
  }

  private closeFile(file: JournalFile): void {
    const closed = file
      .close()
      .catch(() => undefined)
      .then(() => {
        this.closing.delete(closed);
      });
    this.closing.add(closed);
  }

  private async nextPart(): Promise<JournalFile> {
    this.opening ??= JournalFile.create(this.folder, this.id, (this.parts += 1), this.owner).then(
      (file) => {
        this.opening = undefined;
        this.file = file;
        return file;
      },
      (error: unknown) => {
        this.opening = undefined;
        throw new AuditJournalError(error);
      },
    );
    return this.opening;
  }

  private async drain(): Promise<void> {
    do {
      // Requests that came in with this one are read in the same turn of the event loop.
      await nextTurn();
      const { file } = this.queue[0]!;
      const others = this.queue.findIndex((waiting) => waiting.file !== file);
      await this.append(file, this.queue.splice(0, others === -1 ? Infinity : others));
      if (file.sizeBytes >= PART_BYTES && this.queue[0]?.file !== file) this.putAside(file);
    } while (this.queue.length > 0);
    this.draining = undefined;
  }

  private async append(file: JournalFile, group: readonly Waiting[]): Promise<void> {
    try {
      await file.append(group.map(({ text }) => text));
      if (group.some(({ outlasts }) => outlasts === 'power cut')) await file.flush();
      else this.flushSoon();
      for (const { resolve } of group) resolve();
    } catch (error) {
      for (const { reject } of group) reject(new AuditJournalError(error));
      this.putAside(file);
    }
  }

  private flushSoon(): void {
    this.flushing ??= setTimeout(() => {
      this.flushing = undefined;
      // Later lines go where they can be written, or are refused, if one of these cannot be.
      for (const file of this.openFiles) void file.flush().catch(() => this.putAside(file));
    }, FLUSH_MS).unref();
  }

  /** Later lines go into another part: this one is long enough, or what follows a failed write could not be read. */
  private putAside(file: JournalFile): void {
    if (this.file === file) this.file = undefined;
    if (file.outstanding === 0) this.closeFile(file);
    else this.finished.add(file);
  }
}
