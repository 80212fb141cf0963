/** The command was called in a way it does not know; nothing was done. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command could not do its work, or not all of it. */
export class CommandFailedError extends Error {
  override readonly name = 'CommandFailedError';

  /** @param code for programs; words joined by `-`. */
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The person at the terminal ended the questions, or declined. */
export class AbortedError extends CommandFailedError {
  constructor(message = 'Aborted; nothing was changed.') {
    super('aborted', message);
  }
}

/** The command did not do all of its work and has printed itself what is missing. */
export class ReportedFailure extends Error {
  override readonly name = 'ReportedFailure';
}
