import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import type { Logger } from './logger.js';
import { ReadinessState } from './readiness.js';

/** How long requests are still taken after the signal, so that whoever balances the load can look away. */
const DRAIN_MS = 1000;
/** Connections that are left by then are cut; the process ends within ten seconds of the signal. */
const CUT_MS = 8000;

/** Ends the process without losing a request: SIGTERM and SIGINT. A second signal changes nothing. */
export class GracefulStop {
  private stopping = false;

  constructor(
    private readonly app: INestApplication,
    private readonly logger: Logger,
  ) {}

  /** Tells clients to open no further request on this connection once the stop has begun. */
  readonly closeConnections = (_request: Request, response: Response, next: NextFunction): void => {
    if (this.stopping) response.setHeader('Connection', 'close');
    next();
  };

  listen(): void {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void this.stop(signal));
  }

  private async stop(signal: string): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    this.logger.info({ signal }, 'stopping');
    this.app.get(ReadinessState).stop();
    await sleep(DRAIN_MS);
    const server = this.app.getHttpServer() as Server;
    const cut = setTimeout(() => {
      server.closeAllConnections();
    }, CUT_MS - DRAIN_MS);
    const code = await this.app.close().then(
      () => 0,
      (error: unknown) => this.failed(error),
    );
    clearTimeout(cut);
    this.logger.info({ code }, 'stopped');
    this.logger.flush(() => process.exit(code));
  }

  private failed(error: unknown): number {
    this.logger.error({ error: error instanceof Error ? error.name : 'unknown' }, 'stopping failed');
    return 1;
  }
}
