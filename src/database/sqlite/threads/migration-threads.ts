import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Piscina } from 'piscina';
import type { MigrationJob, MigrationJobResult, MigrationStep } from '../../migration-job.js';
import type { FileKey } from '../cipher/open-handle.js';
import { unpackError } from './error-parcel.js';
import type { MigrationAnswer, MigrationTask, MigrationWorkerData } from './migration-worker.js';

/** A thread without work for so long, in milliseconds, is ended; its memory is given back. */
const IDLE_MS = 2_000;

/** Tasks that a thread is given at once, if there are so many. */
const MOST_AT_ONCE = 8;
/** What a thread has: one share that it works on, and one that waits, so that it need not wait for this thread. */
const SHARES_PER_THREAD = 2;

/** Where the worker's program may be, seen from dist/database/sqlite/threads and from the bundled program beside it. */
const PLACES = ['../../../bundle/migration-worker.js', './migration-worker.js'];

type Pool = Piscina<readonly MigrationTask[], string>;

interface Waiting {
  readonly task: MigrationTask;
  readonly resolve: (answer: MigrationAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/** The worker's program; undefined where it was not built, as for tests that run the sources. */
export function migrationWorkerFile(): string | undefined {
  return PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((path) => existsSync(path));
}

/** Worker threads that migrate database files: in this thread, a migration would stop all requests of a server. */
export class MigrationThreads {
  private pool: Promise<Pool> | undefined;
  private steps: readonly MigrationStep[] = [];
  private readonly waiting: Waiting[] = [];
  private readonly given = new Set<Promise<void>>();
  private busy = 0;

  /**
   * @param file see migrationWorkerFile.
   * @param width threads at the same time.
   */
  constructor(
    private readonly file: string,
    private readonly width: number,
  ) {}

  /** Runs when a thread is free. @throws what migrateFile throws. */
  async run(path: string, { steps, ...job }: MigrationJob, key?: FileKey): Promise<MigrationJobResult> {
    const pool = await this.poolFor(steps);
    const answer = await new Promise<MigrationAnswer>((resolve, reject) => {
      this.waiting.push({ task: { path, job, key }, resolve, reject });
      // After whatever else arrives in this turn.
      queueMicrotask(() => {
        this.handOut(pool);
      });
    });
    if ('failure' in answer) throw unpackError(answer.failure);
    return answer.result;
  }

  /** Waits for the work under way and ends the threads; a later `run` starts others. */
  async end(): Promise<void> {
    const { pool } = this;
    this.pool = undefined;
    // The pool ends all its threads as soon as one of them is done.
    while (this.given.size > 0) await Promise.allSettled(this.given);
    await (await pool)?.close();
  }

  /** Gives each thread that has room its share of what waits. */
  private handOut(pool: Pool): void {
    while (this.busy < this.width * SHARES_PER_THREAD && this.waiting.length > 0) {
      const share = Math.ceil(this.waiting.length / this.width);
      const given = this.give(pool, this.waiting.splice(0, Math.min(MOST_AT_ONCE, share))).finally(() => {
        this.given.delete(given);
      });
      this.given.add(given);
    }
  }

  private async give(pool: Pool, batch: readonly Waiting[]): Promise<void> {
    this.busy += 1;
    try {
      const answers = JSON.parse(await pool.run(batch.map(({ task }) => task))) as MigrationAnswer[];
      for (const [index, { resolve }] of batch.entries()) resolve(answers[index]!);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.busy -= 1;
      this.handOut(pool);
    }
  }

  /** One program has one list of steps; with another one, the threads are replaced. */
  private poolFor(steps: readonly MigrationStep[]): Promise<Pool> {
    if (steps !== this.steps) void this.end();
    this.steps = steps;
    this.pool ??= this.open({ steps });
    return this.pool;
  }

  private async open(workerData: MigrationWorkerData): Promise<Pool> {
    // Loaded when there is something to migrate, which is seldom.
    const { Piscina } = await import('piscina');
    const { file: filename, width: maxThreads } = this;
    return new Piscina({
      filename,
      minThreads: 0,
      maxThreads,
      concurrentTasksPerWorker: SHARES_PER_THREAD,
      idleTimeout: IDLE_MS,
      workerData,
    });
  }
}
