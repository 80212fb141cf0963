import { ProblemError } from '../../common/index.js';

/** The files of a PostgreSQL server are the server's. */
export class NotEncryptedByUsError extends ProblemError {
  constructor() {
    super('conflict', 'Databases on a PostgreSQL server are encrypted by the server’s disks, not by this program.');
  }
}
