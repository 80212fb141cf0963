import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import express from 'express';
import type { Express, RequestHandler } from 'express';
import { applyOpenApiDecorators, ProblemDto } from '../common/index.js';
import { documentHeaders } from './headers.js';
import { DOCS_PAGE, DOCS_SCRIPT } from './docs-page.js';

/**
 * /openapi.json and /docs. The document is built, and the library for it loaded, at the first request: both cost more
 * than the rest of the start.
 */
export function serveDocuments(app: INestApplication): void {
  let document: Promise<OpenAPIObject> | undefined;
  const express_ = app.getHttpAdapter().getInstance() as Express;
  const serve: RequestHandler = (_request, response, next) => {
    document ??= openApiDocument(app);
    document.then((built) => response.json(built), next);
  };
  express_.get('/openapi.json', serve);
  express_.get(['/docs', '/docs/'], documentHeaders(), (_request, response) => {
    response.type('html').send(DOCS_PAGE);
  });
  express_.get('/docs/start.js', (_request, response) => {
    response.type('js').send(DOCS_SCRIPT);
  });
  express_.use('/docs', documentHeaders(), (request, response, next) => {
    swaggerFiles()(request, response, next);
  });
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
    .build();
  return swagger.SwaggerModule.createDocument(app, config, { extraModels: [ProblemDto] });
}

let files: RequestHandler | undefined;

function swaggerFiles(): RequestHandler {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  files ??= express.static(folder, { index: false, maxAge: '1d' });
  return files;
}
