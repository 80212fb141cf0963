import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { NotCsvError } from './csv.errors.js';

/** Addresses that take a file: its body is not read before the handler reads it. */
const IMPORTS = /^\/api\/[^?]+\/import\/?(\?|$)/i;

/** Whether a request brings a CSV file, not compressed, to an address that takes one. */
export function isCsvUpload(request: Request): boolean {
  const { 'content-encoding': encoding = 'identity' } = request.headers;
  return IMPORTS.test(request.url) && encoding === 'identity' && Boolean(request.is('text/csv'));
}

/** Handler parameter: the CSV file that is being sent, still to be read. @throws NotCsvError. */
export const CsvBody = createParamDecorator((_data: unknown, context: ExecutionContext): Request => {
  const request = context.switchToHttp().getRequest<Request>();
  if (!isCsvUpload(request)) throw new NotCsvError();
  return request;
});
