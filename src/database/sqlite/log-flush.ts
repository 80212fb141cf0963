import { closeSync, fdatasync as fdatasyncCallback, openSync } from 'node:fs';
import { promisify } from 'node:util';
import pLimit from 'p-limit';
import { CommitFailedError } from '../database.errors.js';

/** Makes what was written to an open file durable. */
export type FlushFile = (descriptor: number) => Promise<void>;

export const flushFile: FlushFile = promisify(fdatasyncCallback);

/** Flushes under way over all databases, each with a descriptor; libuv's pool has four threads. */
const FLUSHES_AT_ONCE = 8;
const flushes = pLimit(FLUSHES_AT_ONCE);

/**
 * Makes commits durable without stopping the event loop. SQLite's own flush at a commit (`synchronous=FULL`) is the same
 * system call on the same file, but every request of every company waits for it: one in three microseconds of a busy
 * server went by in it. So commits are written with `synchronous=NORMAL`, which flushes before a checkpoint only, and
 * flushed here, in the thread pool, before they are acknowledged. Commits that come while a flush runs share the next.
 */
export class LogFlush {
  private running: Promise<void> | undefined;
  private following: Promise<void> | undefined;
  private failure: unknown;
  /** Commits of this process so far. */
  commits = 0;

  /** @param path the database file; the log is beside it. */
  constructor(
    private readonly path: string,
    private readonly flush: FlushFile,
  ) {}

  /** Whether a flush failed since the last `trust`: what was committed may have gaps on the disk. */
  get isInDoubt(): boolean {
    return this.failure !== undefined;
  }

  /** @throws CommitFailedError when the log is in doubt: what is appended after a gap is lost with it. */
  assertSound(): void {
    if (this.isInDoubt) throw new CommitFailedError(this.failure);
  }

  /**
   * Waits until everything committed so far is on the disk; called for every commit, in the same synchronous step.
   * @throws CommitFailedError when that failed, to all that wait for it.
   */
  async settle(): Promise<void> {
    this.commits += 1;
    this.assertSound();
    if (this.running === undefined) return this.start();
    this.following ??= this.running.then(() => {
      this.following = undefined;
      return this.start();
    });
    return this.following;
  }

  /** Waits for the flushes under way, whatever comes of them. */
  async idle(): Promise<void> {
    while (this.running !== undefined) await this.running.catch(() => undefined);
  }

  /** The log was moved into the database file and flushed there: nothing depends on it any more. */
  trust(): void {
    this.failure = undefined;
    this.following = undefined;
  }

  private start(): Promise<void> {
    const running = flushes(() => this.flushLog()).then(
      () => {
        this.running = undefined;
      },
      (error: unknown) => {
        this.running = undefined;
        this.failure = error;
        throw new CommitFailedError(error);
      },
    );
    this.running = running;
    return running;
  }

  private async flushLog(): Promise<void> {
    const descriptor = openLog(`${this.path}-wal`);
    if (descriptor === undefined) return;
    try {
      await this.flush(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }
}

/**
 * Opened for the moment, so that a company at rest keeps three descriptors. Closing it drops no lock of SQLite's: those
 * are on the database and on -shm.
 * @returns undefined when there is no log: its last handle was closed, and SQLite flushed it into the database first.
 */
function openLog(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
