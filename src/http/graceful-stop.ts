import type { Server } from 'node:http';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import type { Logger } from './logger.js';
import type { OpenRequests } from './open-requests.js';
import { ReadinessState } from './readiness.js';

/** How long requests are still taken after the signal, so that whoever balances the load can look away. */
const DRAIN_MS = 1000;
/** Nothing may have come in for so long before the server closes; if more keeps coming, it closes by the second figure. */
const QUIET_MS = 100;
const LISTEN_MS = 7000;
/** Connections that are left by then are cut. */
const CUT_MS = 9000;
/** The process ends by then, come what may: within ten seconds of the signal. */
const END_MS = 9500;

/** Ends the process without losing a request: SIGTERM and SIGINT. A second signal changes nothing. */
export class GracefulStop {
  private stopping = false;
  private hasArrivals = false;

  constructor(
    private readonly app: INestApplication,
    private readonly logger: Logger,
    private readonly open: OpenRequests,
  ) {}

  /** Middleware: once the stop has begun, clients are told with every answer to send no more on that connection. */
  readonly closeConnections = (_request: Request, response: Response, next: NextFunction): void => {
    if (this.stopping) response.setHeader('Connection', 'close');
    this.hasArrivals = true;
    next();
  };

  listen(): void {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void this.stop(signal));
  }

  private async stop(signal: string): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    this.logger.info({ signal }, 'stopping');
    const timers = [setTimeout(() => this.cut(), CUT_MS), setTimeout(() => this.end(1), END_MS)];
    this.app.get(ReadinessState).stop();
    this.closeAfterAnswer();
    await sleep(DRAIN_MS);
    await this.untilQuiet();
    const code = await this.app.close().then(
      () => 0,
      (error: unknown) => this.failed(error),
    );
    timers.forEach(clearTimeout);
    this.end(code);
  }

  /** A connection that stays open after its last answer would keep the process until its client hangs up. */
  private closeAfterAnswer(): void {
    for (const response of this.open.unanswered) {
      if (!response.headersSent) response.setHeader('Connection', 'close');
    }
  }

  /**
   * To close the server is to reset connections whose request has arrived but was not read yet. Under load there are
   * many: Node accepts one connection per turn of the event loop.
   */
  private async untilQuiet(): Promise<void> {
    const deadline = Date.now() + LISTEN_MS - DRAIN_MS;
    (this.app.getHttpServer() as Server).on('connection', () => (this.hasArrivals = true));
    do {
      this.hasArrivals = false;
      await sleep(QUIET_MS);
      // A timer that is late comes before what arrived meanwhile is read.
      await turn();
    } while (this.isBusy && Date.now() < deadline);
  }

  private get isBusy(): boolean {
    return this.hasArrivals || this.open.count > 0;
  }

  private cut(): void {
    this.logger.warn({ requests: this.open.count }, 'cutting the connections that are left');
    (this.app.getHttpServer() as Server).closeAllConnections();
  }

  private end(code: number): void {
    this.logger.info({ code }, 'stopped');
    this.logger.flush(() => process.exit(code));
  }

  private failed(error: unknown): number {
    this.logger.error({ error: error instanceof Error ? error.name : 'unknown' }, 'stopping failed');
    return 1;
  }
}
