import type { ServerResponse } from 'node:http';
import { Bag } from '../common/index.js';

/** The requests that have arrived and are not answered yet; `requestLog` keeps it. */
export class OpenRequests {
  readonly unanswered = new Bag<ServerResponse>();

  get count(): number {
    return this.unanswered.size;
  }
}
