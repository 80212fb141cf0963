import * as cellsErrors from '../../cells/cells.errors.js';
import * as databaseErrors from '../../database.errors.js';
import * as keysErrors from '../../keys/keys.errors.js';

type Plain = string | number | boolean;

/** An error as plain data: one that crosses to another thread keeps neither its class nor its members. */
export interface ErrorParcel {
  readonly name: string;
  readonly message: string;
  /** Its own members that are plain: code, detail, reason, name of a migration. */
  readonly members: Readonly<Record<string, Plain>>;
  readonly cause?: ErrorParcel;
}

const PROTOTYPES = new Map<string, Error>(
  Object.entries({ ...cellsErrors, ...databaseErrors, ...keysErrors }).map(([name, Class]) => [
    name,
    Class.prototype as Error,
  ]),
);

/** @param thrown any value; its causes go with it. */
export function packError(thrown: unknown): ErrorParcel {
  const { name, message, cause } = thrown instanceof Error ? thrown : new Error(`${typeof thrown} was thrown`);
  const own = Object.entries(Object(thrown) as object).filter((entry): entry is [string, Plain] => isPlain(entry[1]));
  return {
    name,
    message,
    members: Object.fromEntries(own),
    ...(cause !== undefined && { cause: packError(cause) }),
  };
}

/** The error on the other side: of the same class, if it is one of this folder's. */
export function unpackError({ name, message, members, cause }: ErrorParcel): Error {
  const prototype = PROTOTYPES.get(name);
  const inner = cause && unpackError(cause);
  const error = new Error(message, inner && { cause: inner });
  if (prototype) Object.setPrototypeOf(error, prototype);
  return Object.assign(error, { name, ...members }, prototype && { extra: inner ? { cause: inner } : {} });
}

function isPlain(value: unknown): value is Plain {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
