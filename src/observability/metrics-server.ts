import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Settings } from '../config/index.js';
import { Metrics } from './metrics.js';

/** A reader who takes longer is none, in milliseconds. */
const REQUEST_MS = 5000;

/** /metrics on a port of its own, which a firewall can keep from everybody but Prometheus. */
@Injectable()
export class MetricsServer implements OnApplicationShutdown {
  private readonly logger = new Logger('Metrics');
  private server: Server | undefined;

  constructor(
    private readonly metrics: Metrics,
    private readonly settings: Settings,
  ) {}

  /** Listens, if METRICS_PORT is set; for a server, not for commands. @throws when the port is taken. */
  async start(): Promise<void> {
    const { metricsPort, host } = this.settings;
    if (metricsPort === undefined) return;
    this.server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS }, (request, response) => {
      void this.answer(request, response);
    });
    this.server.listen(metricsPort, host);
    await once(this.server, 'listening');
    // Prometheus keeps its connection; it is not to keep the process.
    this.server.unref();
    const { port } = this.server.address() as AddressInfo;
    this.logger.log({ metricsPort: port });
  }

  onApplicationShutdown(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.split('?')[0] !== '/metrics' || request.method !== 'GET') {
      response.writeHead(404).end();
      return;
    }
    try {
      const { text, contentType } = await this.metrics.read();
      response.writeHead(200, { 'Content-Type': contentType, 'Cache-Control': 'no-store' }).end(text);
    } catch (error) {
      this.logger.error(error);
      response.writeHead(500).end();
    }
  }
}
