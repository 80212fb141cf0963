import type { ConflictKind } from './conflicts.js';
import { type ProblemCode, problemKind } from './problem-codes.js';

/** What is wrong with one field of the input. */
export interface FieldError {
  /** Path of the field, dotted where it is nested: `address.city`. */
  readonly field: string;
  readonly message: string;
}

export interface ProblemExtra {
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the answer, such as `limit` and `used`. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** For the log only; its message never reaches client or log. */
  readonly cause?: unknown;
}

/**
 * The error every folder's errors extend: a code from the catalogue and a sentence.
 * The sentence may be logged and shown, so it holds no personal data, SQL or file path.
 */
export class ProblemError extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly extra: ProblemExtra = {},
  ) {
    super(detail, extra.cause === undefined ? undefined : { cause: extra.cause });
    this.name = new.target.name;
  }

  get status(): number {
    return problemKind(this.code).status;
  }

  /** Headers of the answer: those of the kind, then the error's own. */
  get headers(): Record<string, string> {
    return { ...problemKind(this.code).headers, ...this.extra.headers };
  }
}

/** Input that breaks a rule: 400 with one entry per field. */
export class ValidationError extends ProblemError {
  constructor(errors: readonly FieldError[]) {
    super('validation-failed', 'The request is not valid.', { errors });
  }
}

/** Something is in the way of what was asked for; `conflict` in the answer says what, for clients to put in their words. */
export class ConflictError extends ProblemError {
  constructor(conflict: ConflictKind, detail: string, { extensions, ...extra }: ProblemExtra = {}) {
    super('conflict', detail, { ...extra, extensions: { ...extensions, conflict } });
  }
}
