import { QueryFailedError } from 'typeorm';
import { ProblemError } from '../../common/index.js';
import {
  DatabaseBusyError,
  DatabaseFrozenError,
  DatabaseMissingError,
  DatabaseUnreachableError,
  DatabaseUnreadableError,
  StatementTooLongError,
  TransactionLostError,
} from '../database.errors.js';

/** SQLSTATE of an error of PostgreSQL, or the system's code of one of the network; empty when there is none. */
export function codeOf(error: unknown): string {
  const { code, driverError } = Object(error) as { code?: unknown; driverError?: unknown };
  if (typeof code === 'string') return code;
  return driverError === undefined ? '' : codeOf(driverError);
}

const NETWORK = /^(ECONN|ENOTFOUND|EHOST|ENET|ETIMEDOUT|EPIPE|EAI_|08|57P0|53300$)/;
/** What the driver says, without a code, of a connection that is gone or was not made in time. */
const NO_CONNECTION = /Connection terminated|timeout expired|connection error and is not queryable|closed/i;
const REFUSED = /^(28|42501$|58|XX)/;

/** What a statement gets that would change a database which is being moved; no such class is the server's own. */
export const FROZEN = 'MA001';

/** Whether the connection, and not the statement, is what failed. */
export function isConnectionLoss(error: unknown): boolean {
  if (error instanceof DatabaseUnreachableError) return true;
  const code = codeOf(error);
  return NETWORK.test(code) || (code === '' && error instanceof Error && NO_CONNECTION.test(error.message));
}

/** An error of a connection to `database` that could not be made, as ours. */
export function openingError(error: unknown, database: string): unknown {
  if (error instanceof ProblemError) return error;
  if (codeOf(error) === '3D000') return new DatabaseMissingError(database, error);
  if (isConnectionLoss(error)) return new DatabaseUnreachableError(error);
  return REFUSED.test(codeOf(error)) ? new DatabaseUnreadableError(error, database) : error;
}

/** An error of a statement, as ours where nothing is wrong with the statement itself. */
export function statementError(sql: string, error: unknown): unknown {
  if (error instanceof ProblemError) return error;
  const code = codeOf(error);
  if (isConnectionLoss(error)) return new DatabaseUnreachableError(error);
  if (code === '55P03') return new DatabaseBusyError(0, error);
  if (code === FROZEN) return new DatabaseFrozenError(error);
  if (code === '57014') return new StatementTooLongError(error);
  if (/^(53[12]00|58030)$/.test(code)) return new TransactionLostError(error);
  return new QueryFailedError(sql, [], withoutValues(error));
}

/** What of a server's message repeats a row: `Key (email)=(…) already exists`. */
const TELLING = ['detail', 'where', 'hint', 'internalQuery'];

function withoutValues(error: unknown): Error {
  for (const member of TELLING) delete (error as Record<string, unknown>)[member];
  return error as Error;
}
