import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import { RateLimiterClusterMaster } from 'rate-limiter-flexible';
import type { Logger } from './logger.js';

/** A worker that ended by itself is replaced after so many milliseconds: one that cannot live must not use up the machine. */
const PAUSE_MS = 1_000;

/** Whether this process is one of several that share a port. */
export const isWorker = (): boolean => cluster.isWorker;

/**
 * Runs the program in several processes on one machine, which share its port. The first one makes the installation ready
 * before the others are started; whoever ends unasked is replaced; a signal ends all of them.
 */
export class Workers {
  private isStopping = false;
  private hasListened = false;
  private code = 0;

  /** @param count how many processes answer requests. */
  constructor(
    private readonly count: number,
    private readonly logger: Logger,
  ) {}

  start(): void {
    // Workers count attempts here, so that there is one limit for all of them.
    new RateLimiterClusterMaster();
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => this.stop(signal));
    cluster.on('exit', (worker, code, signal) => this.ended(worker, code, signal));
    cluster.once('listening', () => {
      this.hasListened = true;
      for (let more = 1; more < this.count; more += 1) cluster.fork();
    });
    cluster.fork();
  }

  private stop(signal: NodeJS.Signals): void {
    this.isStopping = true;
    for (const worker of this.living()) worker.process.kill(signal);
  }

  private ended(worker: Worker, code: number | null, signal: string | null): void {
    if (this.isStopping || !this.hasListened) return this.endWith(code);
    this.logger.error({ worker: worker.id, code, signal }, 'a worker ended; another one is started');
    setTimeout(() => {
      if (!this.isStopping) cluster.fork();
    }, PAUSE_MS);
  }

  /** Ends with the last worker; the first that failed says how. */
  private endWith(code: number | null): void {
    this.isStopping = true;
    if (this.code === 0) this.code = code ?? 1;
    if (this.living().length > 0) return;
    this.logger.flush(() => process.exit(this.code));
  }

  private living(): Worker[] {
    return Object.values(cluster.workers ?? {}).filter(
      (worker) => worker !== undefined && !worker.isDead(),
    ) as Worker[];
  }
}
