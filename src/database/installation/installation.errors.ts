import { ProblemError } from '../../common/index.js';

/** The installation is on PostgreSQL now; whoever opens the former master database would serve what is not true any more. */
export class InstallationMovedError extends ProblemError {
  constructor() {
    super(
      'conflict',
      'This installation was moved to PostgreSQL: set DATABASE_ENGINE=postgres, and DATABASE_URL as it was for the move.',
    );
  }
}

/** Somebody is at it at this moment. */
export class InstallationMovingError extends ProblemError {
  constructor() {
    super('conflict', 'This installation is being moved to PostgreSQL at the moment; nothing is served meanwhile.');
  }
}

/** A move broke off at its last step, and the server that knows whether it has happened cannot be asked. */
export class InstallationMoveUnclearError extends ProblemError {
  /** @param goal of the move. */
  constructor(goal: string) {
    super(
      'unavailable',
      `A move of this installation to PostgreSQL broke off at its last step: ${goal}, which DATABASE_URL must name as it did ` +
        'for the move, must be reached to tell whether it has happened.',
    );
  }
}

/** There are databases of companies and no master database: to begin a new installation there would lose them. */
export class MasterGoneError extends ProblemError {
  constructor() {
    super(
      'conflict',
      'The server has databases of companies and no master database: it must be restored, or move-installation is to be ' +
        'run again with DATABASE_ENGINE=sqlite.',
    );
  }
}
