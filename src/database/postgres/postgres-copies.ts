import { DatabaseCopies } from '../database-copies.js';
import { OtherEngineError } from '../database.errors.js';

/** Companies on a PostgreSQL server are backed up by its own tools, see docs/operating.md: all of this is refused. */
export class PostgresCopies extends DatabaseCopies {
  override dump(): Promise<never> {
    return refuse();
  }

  override load(): Promise<never> {
    return refuse();
  }

  override examine(): Promise<never> {
    return refuse();
  }

  override replace(): Promise<never> {
    return refuse();
  }
}

function refuse(): Promise<never> {
  return Promise.reject(new OtherEngineError('Backups are made and restored'));
}
