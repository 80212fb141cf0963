import { ProblemError } from '../common/index.js';

/** There is no room left on the disk. Nothing was changed. */
export class StorageFullError extends ProblemError {
  constructor(cause?: unknown) {
    super('unavailable', 'The disk is full.', { cause });
  }
}
