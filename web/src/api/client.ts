import createClient from 'openapi-fetch';
import type { Client, ClientOptions } from 'openapi-fetch';
import { withKeys } from './idempotency.js';
import { withFiles, withoutQuotes } from './files.js';
import { withProblems } from './problem-answers.js';
import { retrying } from './retry.js';
import type { components, paths } from './schema.js';
import type { Send } from './send.js';
import type { Session } from './session/session.js';

/** Every path, parameter, body, answer and problem of the API has its type. */
export type MedadminClient = Client<paths>;
/** What the API takes and answers, by name: `Schemas['Doctor']`. */
export type Schemas = components['schemas'];

export interface MedadminOptions extends ClientOptions {
  /** Who is signed in, and how the server is told; nobody without it. */
  readonly session?: Session;
  /** How many times a request is sent again that got no answer, if it may be; 2. */
  readonly retries?: number;
}

/**
 * A client of medadmin's API.
 * @param options `baseUrl` is where the server is, such as https://clinics.example.com; pages of the server itself need
 *   not say it.
 */
export function createMedadminClient(options: MedadminOptions = {}): MedadminClient {
  const { session, retries = 2, fetch: given, ...others } = options;
  const { baseUrl = '' } = others;
  // Looked up at each call: whoever replaces the global one, as tests do, means this client too.
  const send: Send = given ?? ((request) => globalThis.fetch(request));
  const patient = retrying(send, retries);
  const signed = session?.carry(patient, baseUrl) ?? patient;
  return createClient<paths>({
    bodySerializer: withoutQuotes,
    ...others,
    fetch: withProblems(withKeys(withFiles(signed))),
  });
}
