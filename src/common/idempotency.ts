import { createHash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { ValidationError } from './problem.error.js';
import type { RequestState } from './request-state.js';

/** How long a repeated request is answered like the first, in milliseconds. */
export const IDEMPOTENCY_TTL_MS = 24 * 60 * 60 * 1000;

/** A request that may be sent again with the same effect (draft-ietf-httpapi-idempotency-key-header). */
export interface IdempotentRequest {
  /** Hash of who sent it, where to, and the Idempotency-Key. */
  readonly keyHash: string;
  /** The body as sent. Never store it: it may hold a password. */
  readonly body: string;
  /** The Idempotency-Key as sent. */
  readonly key: string;
}

const KEY_FORMAT = /^[\x21-\x7e]{1,255}$/;

/** Handler parameter: the request as one that may be repeated; undefined when it has no Idempotency-Key. */
export const Idempotent = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  idempotentRequest(context.switchToHttp().getRequest<Request & RequestState>()),
);

/** @throws ValidationError for a key that is not 1 to 255 visible ASCII characters. */
export function idempotentRequest(request: Request & RequestState): IdempotentRequest | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !KEY_FORMAT.test(key)) {
    throw new ValidationError([{ field: 'Idempotency-Key', message: 'must be 1 to 255 visible ASCII characters' }]);
  }
  const scope = [request.principal?.userId ?? 0, request.method, request.path, key];
  return { keyHash: sha256(JSON.stringify(scope)), body: JSON.stringify(request.body ?? null), key };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
