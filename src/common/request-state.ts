import type { IncomingMessage } from 'node:http';
import type { Actor } from './actor.js';
import type { ProblemCode } from './problem-codes.js';
import type { Principal } from './principal.js';

/** What our middleware and guards leave on a request for those who come later. */
export interface RequestState {
  /** Set for every request before anything else runs. */
  requestId?: string;
  /** Set once the access token was verified. */
  principal?: Principal;
  /** The principal with where the request came from; made when it is first asked for, see `actorOf`. */
  actor?: Actor;
  /** It is a route into a company's database. */
  isTenantRoute?: boolean;
  /** What must be written down before an answer with success leaves; undefined: nothing to wait for. */
  beforeAnswer?: (body: unknown) => Promise<void> | undefined;
  /** Headers that become known only while the request is handled; asked for when it is answered with success. */
  headersOfAnswer?: () => Readonly<Record<string, string>>;
  /** The problem the request was answered with, for the access log. */
  problem?: ProblemCode;
}

export type StatefulRequest = IncomingMessage & RequestState;
