import { HttpException } from '@nestjs/common';
import { problemKind, type ProblemCode } from './problem-codes.js';
import { ProblemError } from './problem.error.js';

const CODE_BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  401: 'unauthenticated',
  402: 'subscription-inactive',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  409: 'conflict',
  413: 'payload-too-large',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
};

/** The `type` that Express' body parser puts on its errors. */
const CODE_BY_BODY_ERROR: Readonly<Record<string, ProblemCode>> = {
  'entity.too.large': 'payload-too-large',
  'entity.parse.failed': 'malformed-json',
  'request.size.invalid': 'malformed-json',
  'entity.verify.failed': 'malformed-json',
  'request.aborted': 'malformed-json',
  'encoding.unsupported': 'unsupported-media-type',
  'charset.unsupported': 'unsupported-media-type',
};

/**
 * The problem that stands for any thrown value. Only our own errors keep their sentence: those of libraries
 * repeat the address, the body or the SQL.
 */
export function toProblem(thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) {
    return thrown;
  }
  const code = codeOf(thrown);
  return new ProblemError(code, problemKind(code).detail, { cause: thrown });
}

function codeOf(thrown: unknown): ProblemCode {
  const bodyError = bodyErrorType(thrown);
  if (bodyError !== undefined) {
    return CODE_BY_BODY_ERROR[bodyError] ?? 'validation-failed';
  }
  const status = httpStatus(thrown);
  if (status === undefined || status < 400) {
    return 'internal-error';
  }
  if (status >= 500) {
    return status === 503 ? 'unavailable' : 'internal-error';
  }
  return CODE_BY_STATUS[status] ?? 'validation-failed';
}

/** Nest wraps what the body parser threw; the original is the cause. */
function bodyErrorType(thrown: unknown): string | undefined {
  const original: unknown = thrown instanceof HttpException ? thrown.cause : thrown;
  const type = property(original, 'type');
  return typeof type === 'string' && httpStatus(original) !== undefined ? type : undefined;
}

function httpStatus(thrown: unknown): number | undefined {
  if (thrown instanceof HttpException) {
    return thrown.getStatus();
  }
  // Both members together are the signature of http-errors; a bare `status` may come from anywhere.
  const status = property(thrown, 'statusCode');
  return typeof status === 'number' && typeof property(thrown, 'expose') === 'boolean' ? status : undefined;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
