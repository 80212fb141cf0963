import { ProblemError } from '../common/index.js';

/** There is no PostgreSQL to try migrations on. */
export class NoPostgresError extends ProblemError {
  constructor(cause?: unknown) {
    super('unavailable', 'PostgreSQL for development is not installed: run `npm ci` with development dependencies.', {
      cause,
    });
  }
}

/** An entity has a column of a type that nobody said how to write on both engines. */
export class UnknownColumnTypeError extends ProblemError {
  constructor(table: string, column: string, type: string) {
    super('validation-failed', `${table}.${column} has the type ${type}, which is not known on both engines.`);
  }
}

/** What is gone and what is new could be one thing with another name; nothing is guessed. */
export class AmbiguousChangeError extends ProblemError {
  /** @param gone and @param added as `table` or `table.column`. */
  constructor(gone: readonly string[], added: readonly string[]) {
    const examples = `--rename ${gone[0]}:${added[0]?.split('.').at(-1)}, or --drop ${gone[0]}`;
    super(
      'conflict',
      `${gone.join(', ')} is gone and ${added.join(', ')} is new: is it the same under another name? Say ${examples}.`,
    );
  }
}

/** A column that must have a value is to be added, and nobody said which value the rows that are there get. */
export class ValueNeededError extends ProblemError {
  constructor(column: string) {
    super('conflict', `${column} must have a value: say --default ${column}=VALUE for the rows that are there.`);
  }
}

/** A change that cannot be written by itself. */
export class UnsupportedChangeError extends ProblemError {
  constructor(what: string) {
    super('conflict', `${what}: write this migration by hand.`);
  }
}

/** `--rename`, `--drop` or `--default` names something that is not there, or says it wrongly. */
export class UnknownHintError extends ProblemError {
  constructor(hint: string) {
    super('validation-failed', `${hint} does not fit any change.`);
  }
}

/** The migration that was made does not do on an engine what it should; it was not written. */
export class WrongMigrationError extends ProblemError {
  constructor(engine: string, way: string, found: readonly string[]) {
    super('internal-error', `The migration made for ${engine} is wrong ${way}: ${found.join('; ')}`);
  }
}

/** The command writes sources, and there are none. */
export class NoSourcesError extends ProblemError {
  constructor(reason: string) {
    super('unavailable', reason);
  }
}
