import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Settings } from '../config/index.js';
import { readBody } from './body.js';
import { GracefulStop } from './graceful-stop.js';
import { apiOr, securityHeaders } from './headers.js';
import { JsonAdapter } from './json-adapter.js';
import type { Logger } from './logger.js';
import { NestLogger } from './logger.js';
import { serveDocuments } from './openapi-document.js';
import { servePages } from './pages/index.js';
import { requestLog } from './request-log.js';
import { limitConnections } from './server-limits.js';

/** What pages of other origins may read of an answer, besides the body. */
const EXPOSED_HEADERS = ['Location', 'Retry-After', 'Storage-Warning', 'X-Request-Id'];

export interface HttpApp {
  readonly app: NestExpressApplication;
  readonly stop: GracefulStop;
}

/** The application with everything around its routes; not listening yet. */
export async function createHttpApp(module: Type, logger: Logger): Promise<HttpApp> {
  const app = await NestFactory.create<NestExpressApplication>(module, new JsonAdapter(), {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
    forceCloseConnections: false,
  });
  const settings = app.get(Settings);
  const stop = new GracefulStop(app, logger);
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.set('trust proxy', settings.trustProxy);
  app.use(requestLog(logger), stop.closeConnections, securityHeaders(), apiOr(servePages()));
  if (settings.corsOrigins.length > 0)
    app.enableCors({ origin: [...settings.corsOrigins], exposedHeaders: EXPOSED_HEADERS, maxAge: 600 });
  app.use(...readBody());
  serveDocuments(app);
  limitConnections(app.getHttpServer());
  return { app, stop };
}
