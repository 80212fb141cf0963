import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { BoundedReads, cut, limited } from '../../bounded-reads.js';
import type { BoundedRead, BoundedRows, ReadValue } from '../../bounded-reads.js';
import { ReadTimedOutError } from '../../database.errors.js';
import type { DatabaseName } from '../../database-engine.js';
import type { SqliteLocations } from '../sqlite-locations.js';
import type { ReadingTask } from './reading-task.js';
import { answerOf } from './thread-answer.js';

/** Where the worker's program may be, seen from the bundled program, from dist/database/sqlite/reading and from the sources. */
const PLACES = [
  './reading-worker.js',
  '../../../bundle/reading-worker.js',
  '../../../../dist/bundle/reading-worker.js',
];
const FILE = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url))).find(existsSync);
/** Threads that wait for the next statement; others end with theirs. */
const KEPT = 2;

/** In threads of their own, on handles that refuse to write and are closed after the statement. */
export class SqliteReads extends BoundedReads {
  private readonly idle: Worker[] = [];

  constructor(private readonly locations: SqliteLocations) {
    super();
  }

  override async read(name: DatabaseName, stamp: number, read: BoundedRead): Promise<BoundedRows> {
    const { sql, parameters } = limited(read, () => '?');
    const location = await this.locations.of(name, stamp);
    const task = { location, sql, parameters: parameters.map(stored), isAlone: true };
    return cut(await this.inThread(task, read.timeoutMs), read);
  }

  private async inThread(task: ReadingTask, timeoutMs: number): Promise<unknown[]> {
    if (FILE === undefined) throw new Error('There is no program for reading threads.');
    const worker = this.idle.pop() ?? new Worker(FILE, { execArgv: [] });
    let timer: NodeJS.Timeout | undefined;
    let isLate = false;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        // SQLite goes on to its next row before the thread ends; nobody waits for that.
        isLate = true;
        void worker.terminate();
        reject(new ReadTimedOutError(timeoutMs));
      }, timeoutMs);
    });
    try {
      const answer = answerOf(worker, task);
      return (await Promise.race([answer, late])).rows;
    } finally {
      clearTimeout(timer);
      worker.unref();
      if (!isLate) this.rest(worker);
    }
  }

  private rest(worker: Worker): void {
    if (worker.threadId === -1) return;
    if (this.idle.length < KEPT) this.idle.push(worker);
    else void worker.terminate();
  }
}

/** Points in time as SQLite keeps them. */
function stored(value: ReadValue): string | number {
  return value instanceof Date ? value.toISOString().replace('T', ' ').replace('Z', '') : value;
}
