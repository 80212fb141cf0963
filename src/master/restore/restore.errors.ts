import { ProblemError } from '../../common/index.js';

/** Somebody has the master database open, who would go on with what is to be replaced. */
export class MasterInUseError extends ProblemError {
  constructor() {
    super('conflict', 'A server or another command has the master database open: stop them all first.');
  }
}

/** The state that is to be replaced cannot be backed up, and nobody said that it may be lost. */
export class MasterUnreadableError extends ProblemError {
  constructor() {
    super(
      'conflict',
      'The present master database cannot be read, so that it cannot be backed up. Copy db.sqlite3 and its companions ' +
        'elsewhere, then say --force.',
    );
  }
}

/** On this engine databases are restored by other means. */
export class MasterNotHereError extends ProblemError {
  constructor() {
    super('conflict', 'Only a master database on SQLite is restored so; use the tools of the PostgreSQL server.');
  }
}
