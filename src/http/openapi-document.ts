import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Express, RequestHandler } from 'express';
import { applyOpenApiDecorators, ProblemDto } from '../common/index.js';
import { Settings } from '../config/index.js';
import { documentHeaders } from './headers.js';
import { DOCS_PAGE, DOCS_SCRIPT } from './docs-page.js';
import { finished } from './openapi-forms.js';
import { addSharedAnswers, describeTags } from './shared-answers.js';
import { addCookieSessions, COOKIE_SCHEME, CSRF_SCHEME } from './openapi-security.js';

/**
 * /openapi.json and /docs. The document is built, and the library for it loaded, at the first request: both cost more
 * than the rest of the start.
 */
export function serveDocuments(app: INestApplication): void {
  if (!app.get(Settings).apiDocs) return;
  let document: Promise<OpenAPIObject> | undefined;
  const express_ = app.getHttpAdapter().getInstance() as Express;
  const serve: RequestHandler = (_request, response, next) => {
    document ??= openApiDocument(app).catch((error: unknown) => {
      document = undefined;
      throw error;
    });
    document.then((built) => response.json(built), next);
  };
  express_.get('/openapi.json', serve);
  express_.get(['/docs', '/docs/'], documentHeaders(), (_request, response) => {
    response.type('html').send(DOCS_PAGE);
  });
  express_.get('/docs/start.js', (_request, response) => {
    response.type('js').send(DOCS_SCRIPT);
  });
  express_.get(
    SWAGGER_FILES.map((file) => `/docs/${file}`),
    documentHeaders(),
    (request, response) => {
      response.sendFile(request.path.slice('/docs/'.length), { root: swaggerFolder(), maxAge: '1d' });
    },
  );
}

/** The OpenAPI document of the application's routes. */
export async function openApiDocument(app: INestApplication): Promise<OpenAPIObject> {
  const swagger = await import('@nestjs/swagger');
  applyOpenApiDecorators(swagger);
  const config = new swagger.DocumentBuilder()
    .setTitle('medadmin')
    .setDescription('Clinics, each with a database of its own. Errors are RFC 9457 problem details with a `code`.')
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .addCookieAuth('medadmin-access', { type: 'apiKey', in: 'cookie', description: COOKIE }, COOKIE_SCHEME)
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-CSRF-Token', description: CSRF }, CSRF_SCHEME)
    .build();
  const document = swagger.SwaggerModule.createDocument(app, config, { extraModels: [ProblemDto] });
  addCookieSessions(document);
  addSharedAnswers(document);
  describeTags(document);
  return finished(document);
}

const COOKIE = 'For pages of this server, see `X-Session`. Over https the name is `__Host-medadmin-access`.';
const CSRF = 'The value of the cookie `medadmin-csrf`; over https, of `__Host-medadmin-csrf`.';

/** The package's other files are pages of its own, one of which asks a server on the internet. */
const SWAGGER_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

function swaggerFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
}
