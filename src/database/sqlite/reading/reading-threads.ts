import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { FairQueue } from './fair-queue.js';
import type { ReadingTask, ReadRows } from './reading-task.js';
import { answerOf } from './thread-answer.js';

/** Where the worker's program may be, seen from the bundled program and from dist/database/sqlite/reading. */
const PLACES = ['./reading-worker.js', '../../../bundle/reading-worker.js'];
/** One fewer for each database than there are: a second one is never kept waiting by the first. */
const THREADS = Math.max(2, Math.min(4, availableParallelism() - 1));

interface Order {
  readonly task: ReadingTask;
  readonly resolve: (rows: ReadRows) => void;
  readonly reject: (error: Error) => void;
}

/** Threads in which slow reading statements run; databases take turns. Started when first needed. */
export class ReadingThreads {
  private readonly file = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url))).find(existsSync);
  private readonly queue = new FairQueue<Order>(THREADS - 1);
  private readonly idle: Worker[] = [];
  private count = 0;

  /** Not where the program was not built, as in tests that run the sources. */
  get isThere(): boolean {
    return this.file !== undefined;
  }

  /**
   * Runs a reading statement in a thread.
   * @param owner whose turn it is; statements of one owner take turns with those of others.
   * @throws what running it here would throw.
   */
  read(owner: object, task: ReadingTask): Promise<ReadRows> {
    return new Promise((resolve, reject) => {
      this.queue.add(owner, { task, resolve, reject });
      this.begin();
    });
  }

  private begin(): void {
    if (this.idle.length === 0 && this.count >= THREADS) return;
    const next = this.queue.next();
    if (next === undefined) return;
    const worker = this.idle.pop() ?? this.start();
    void answerOf(worker, next.task.task)
      .then(next.task.resolve, next.task.reject)
      .finally(() => {
        this.queue.done(next.owner);
        this.rest(worker);
        this.begin();
      });
  }

  private start(): Worker {
    if (this.file === undefined) throw new Error('There is no program for reading threads.');
    this.count += 1;
    const worker = new Worker(this.file, { execArgv: [] });
    worker.once('exit', () => {
      this.count -= 1;
      const place = this.idle.indexOf(worker);
      if (place >= 0) this.idle.splice(place, 1);
    });
    return worker;
  }

  /** A thread without work keeps no process from ending. */
  private rest(worker: Worker): void {
    if (worker.threadId === -1) return;
    worker.unref();
    this.idle.push(worker);
  }
}
