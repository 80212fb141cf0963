import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { traceWith } from '../common/index.js';
import { Settings } from '../config/index.js';

/** Sends traces to a collector, if OTEL_EXPORTER_OTLP_ENDPOINT is set; without it nothing for it is even loaded. */
@Injectable()
export class Traces implements OnApplicationShutdown {
  private end: (() => Promise<void>) | undefined;

  constructor(private readonly settings: Settings) {}

  /** From now on requests, openings of companies and transactions are traced. For a server, not for commands. */
  async start(): Promise<void> {
    const { traceEndpoint } = this.settings;
    if (traceEndpoint === undefined) return;
    const { openTelemetry } = await import('./open-telemetry.js');
    const { tracer, end } = openTelemetry(traceEndpoint);
    traceWith(tracer);
    this.end = end;
  }

  /** Sends what is left. A collector that is away does not keep the process. */
  async onApplicationShutdown(): Promise<void> {
    if (this.end === undefined) return;
    traceWith(undefined);
    await this.end().catch(() => undefined);
  }
}
