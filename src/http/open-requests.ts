import type { ServerResponse } from 'node:http';

/** The requests that have arrived and are not answered yet; `requestLog` keeps it. */
export class OpenRequests {
  readonly unanswered = new Set<ServerResponse>();

  get count(): number {
    return this.unanswered.size;
  }
}
