import { randomUUID } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isGone, workIdentity } from '../../common/index.js';
import { AuditJournalError } from '../audit.errors.js';
import type { EntryValues } from '../audit-event.js';
import { findJournals } from './journal-file.js';
import type { FoundJournal, JournalFile, JournalLine } from './journal-file.js';
import { JournalParts } from './journal-parts.js';

/** Something that happened in a company. */
export type Happened = Pick<JournalLine, 'companyId' | 'values'>;

/** What a line has to outlast once it is said to be written: the end of this process, or a power cut as well. */
type Outlasts = 'process' | 'power cut';

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
  private readonly parts: JournalParts;
  private readonly queue: Waiting[] = [];
  private lines = 0;
  private draining: Promise<void> | undefined;

  constructor(private readonly folder: string) {
    this.parts = new JournalParts(folder, this.id, workIdentity());
  }

  /**
   * Writes down what happened; when it returns, that outlasts a power cut.
   * @param onLine gets the line before it is written, in the order of all lines.
   * @throws AuditJournalError when it could not be written.
   */
  add(companyId: number, values: EntryValues, onLine: (line: OpenLine) => void): Promise<void> {
    return this.addInTurn(companyId, values, onLine, 'power cut');
  }

  /**
   * Writes down several things that happened, which outlast the end of the process at once, and a power cut a second later.
   * @param onLine gets each line before it is written, in the order of all lines.
   * @returns undefined when they are written already.
   * @throws AuditJournalError, by the promise, when they could not be written.
   */
  addAll(happened: readonly Happened[], onLine: (line: OpenLine) => void): Promise<unknown> | undefined {
    const file = this.parts.current;
    // Lines are in the file in the order of their numbers: nobody goes before those that wait.
    if (file === undefined || this.queue.length > 0) {
      return Promise.all(happened.map(({ companyId, values }) => this.addInTurn(companyId, values, onLine, 'process')));
    }
    const texts = happened.map(({ companyId, values }) => this.lineFor(file, companyId, values, onLine));
    try {
      file.append(texts);
    } catch (error) {
      this.parts.putAside(file);
      return Promise.reject(new AuditJournalError(error));
    }
    this.parts.flushSoon();
    this.parts.endIfLong(file);
    return undefined;
  }

  /** The lines are in their chains. */
  done(lines: readonly OpenLine[]): void {
    for (const { file } of lines) this.parts.lineDone(file);
    if (this.draining === undefined) this.parts.putAsideIfDone();
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
    if (this.draining === undefined) this.parts.putAsideIfDone();
    await this.parts.closed();
  }

  /** Lines that are in no chain by now stay on disk, for the next process. */
  async close(): Promise<void> {
    await this.draining;
    await this.parts.close();
  }

  private async addInTurn(
    companyId: number,
    values: EntryValues,
    onLine: (line: OpenLine) => void,
    outlasts: Outlasts,
  ): Promise<void> {
    const file = this.parts.current;
    if (file === undefined) {
      // Whoever comes while a part is being made waits for it too. It may have been put aside again before it is one's turn.
      await this.parts.next();
      return this.addInTurn(companyId, values, onLine, outlasts);
    }
    const text = this.lineFor(file, companyId, values, onLine);
    await new Promise<void>((resolve, reject) => {
      this.queue.push({ file, text, outlasts, resolve, reject });
      this.draining ??= this.drain();
    });
  }

  private lineFor(file: JournalFile, companyId: number, values: EntryValues, onLine: (line: OpenLine) => void): string {
    const line = (this.lines += 1);
    file.outstanding += 1;
    onLine({ companyId, line, values, file });
    return JSON.stringify([companyId, line, values]);
  }

  private async drain(): Promise<void> {
    do {
      // Requests that came in with this one are read in the same turn of the event loop.
      await nextTurn();
      const { file } = this.queue[0]!;
      const others = this.queue.findIndex((waiting) => waiting.file !== file);
      await this.append(file, this.queue.splice(0, others === -1 ? Infinity : others));
      if (this.queue[0]?.file !== file) this.parts.endIfLong(file);
    } while (this.queue.length > 0);
    this.draining = undefined;
  }

  private async append(file: JournalFile, group: readonly Waiting[]): Promise<void> {
    try {
      file.append(group.map(({ text }) => text));
      if (group.some(({ outlasts }) => outlasts === 'power cut')) await file.flush();
      else this.parts.flushSoon();
      for (const { resolve } of group) resolve();
    } catch (error) {
      for (const { reject } of group) reject(new AuditJournalError(error));
      this.parts.putAside(file);
    }
  }
}
