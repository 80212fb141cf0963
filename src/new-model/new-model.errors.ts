import { ProblemError } from '../common/index.js';

/** What was asked for is no model that can be written. */
export class InvalidModelError extends ProblemError {
  constructor(reason: string) {
    super('validation-failed', reason);
  }
}

/** A library for developers is missing, as in an installation for production. */
export class DeveloperToolMissingError extends ProblemError {
  constructor(name: string, cause: unknown) {
    super('unavailable', `${name} is not installed: run \`npm ci\` with development dependencies.`, { cause });
  }
}

/** Models were changed without a migration: what is written now would carry their changes along. */
export class UnmadeMigrationsError extends ProblemError {
  constructor(missing: readonly string[]) {
    super(
      'conflict',
      `Make the migrations of earlier changes first (${missing.join('; ')}): medadmin make-migrations.`,
    );
  }
}

/** A file is not what a new line could be put into; nothing has been written. */
export class UnexpectedSourceError extends ProblemError {
  constructor(file: string) {
    super('conflict', `${file} is not as expected: nothing was written.`);
  }
}

/** What was written does not compile; it was taken back. */
export class ModelNotCompiledError extends ProblemError {
  constructor(what: string) {
    super('internal-error', `What was written does not compile, and was taken back: ${what}`);
  }
}
