import { AuditJournalError } from '../audit.errors.js';
import { JournalFile } from './journal-file.js';

/**
 * A new part is begun behind so many bytes; the old one goes once all of it is in the chains. Beginning one takes several
 * flushes, for which everybody waits: not more often than every ten seconds or so in a busy process.
 */
const PART_BYTES = 8 * 1024 * 1024;
/** How long, in milliseconds, a line that need not outlast a power cut may wait for the disk. */
const FLUSH_MS = 1000;

/** The files of one process's journal: the one that is written, and those with lines that are in no chain yet. */
export class JournalParts {
  private readonly finished = new Set<JournalFile>();
  private readonly closing = new Set<Promise<void>>();
  private file: JournalFile | undefined;
  private opening: Promise<JournalFile> | undefined;
  private count = 0;
  private flushing: NodeJS.Timeout | undefined;

  constructor(
    private readonly folder: string,
    private readonly journal: string,
    private readonly owner: string,
  ) {}

  /** The one to write to; undefined while there is none. */
  get current(): JournalFile | undefined {
    return this.file;
  }

  /** Begins one, once for all who ask meanwhile. @throws AuditJournalError */
  async next(): Promise<JournalFile> {
    this.opening ??= JournalFile.create(this.folder, this.journal, (this.count += 1), this.owner).then(
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

  /** Later lines go into another part if this one is long enough. */
  endIfLong(file: JournalFile): void {
    if (file.sizeBytes >= PART_BYTES) this.putAside(file);
  }

  /** Later lines go into another part: this one is long enough, or what follows a failed write could not be read. */
  putAside(file: JournalFile): void {
    if (this.file === file) this.file = undefined;
    if (file.outstanding === 0) this.closeFile(file);
    else this.finished.add(file);
  }

  /** One of its lines is in its chain. */
  lineDone(file: JournalFile): void {
    file.outstanding -= 1;
    if (file.outstanding === 0 && this.finished.delete(file)) this.closeFile(file);
  }

  /** What is in the chains need not lie here as well, least of all of a company that is erased. */
  putAsideIfDone(): void {
    if (this.file?.outstanding === 0) this.putAside(this.file);
  }

  /** Has the disk take what was written, a second from now at the latest. */
  flushSoon(): void {
    this.flushing ??= setTimeout(() => {
      this.flushing = undefined;
      // Later lines go where they can be written, or are refused, if one of these cannot be.
      for (const file of this.open) void file.flush().catch(() => this.putAside(file));
    }, FLUSH_MS).unref();
  }

  /** Waits for files that are being closed. */
  async closed(): Promise<void> {
    await Promise.all(this.closing);
  }

  /** Closes all; those with lines that are in no chain stay on disk. */
  async close(): Promise<void> {
    clearTimeout(this.flushing);
    for (const file of this.open) this.closeFile(file);
    this.finished.clear();
    this.file = undefined;
    await this.closed();
  }

  private get open(): JournalFile[] {
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
}
