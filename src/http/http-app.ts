import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Settings } from '../config/index.js';
import { readBody } from './body.js';
import { CompanyRate } from './company-rate.js';
import { GracefulStop } from './graceful-stop.js';
import { apiOr, securityHeaders } from './headers.js';
import { JsonAdapter } from './json-adapter.js';
import { LoadShedding } from './load-shedding.js';
import type { Logger } from './logger.js';
import { NestLogger } from './logger.js';
import { LoopDelay } from './loop-delay.js';
import { serveDocuments } from './openapi-document.js';
import { OpenRequests } from './open-requests.js';
import { servePages } from './pages/index.js';
import { requestLog } from './request-log.js';
import { RequestMeasures } from './request-measures.js';
import { limitConnections } from './server-limits.js';
import { SlowReaders } from './slow-readers.js';

/** What pages of other origins may read of an answer, besides the body. */
const EXPOSED_HEADERS = ['Location', 'Retry-After', 'Storage-Warning', 'X-Device-Token', 'X-Request-Id'];

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
  const open = app.get(OpenRequests);
  const stop = new GracefulStop(app, logger, open);
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.set('trust proxy', settings.trustProxy);
  app.use(
    requestLog(logger, open, app.get(RequestMeasures)),
    stop.closeConnections,
    securityHeaders(),
    apiOr(servePages()),
  );
  app.get(LoopDelay).start();
  app.get(SlowReaders).start();
  if (settings.corsOrigins.length > 0)
    app.enableCors({ origin: [...settings.corsOrigins], exposedHeaders: EXPOSED_HEADERS, maxAge: 600 });
  app.use(app.get(LoadShedding).admit, app.get(CompanyRate).admit, ...readBody());
  serveDocuments(app);
  limitConnections(app.getHttpServer());
  return { app, stop };
}
