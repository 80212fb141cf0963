import { ProblemError } from '../../common/index.js';

/** There is no database server of this name. */
export class UnknownServerError extends ProblemError {
  constructor(name: string) {
    super('not-found', `There is no database server ${name}.`);
  }
}

export class ServerExistsError extends ProblemError {
  constructor(name: string) {
    super('already-exists', `There is a database server ${name} already, or the name is kept for the engines.`);
  }
}

/** This process was not told where a server is: its environment variable is not set, or is no address of a server. */
export class ServerAddressError extends ProblemError {
  constructor(name: string, urlSetting: string) {
    super(
      'unavailable',
      `The environment variable ${urlSetting} of the database server ${name} has no URL of a server.`,
    );
  }
}

/** What was asked for is not possible in a server's present state. Nothing was done. */
export class ServerStateError extends ProblemError {
  constructor(reason: string) {
    super('conflict', reason);
  }
}
