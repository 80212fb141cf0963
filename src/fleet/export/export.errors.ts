import { ConflictError } from '../../common/index.js';

/** An export of the company is being made and has not been fetched to its end. */
export class ExportUnderWayError extends ConflictError {
  constructor() {
    super('export-under-way', 'An export of this company is being made already; fetch it to its end first.');
  }
}
