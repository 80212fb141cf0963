import type { AuditKeys } from '../audit-keys.js';
import type { LoggedValue } from './logged-records.js';

const SQLITE_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{3})?$/;
const NUMBER = /^-?\d+$/;

/** Whether a field has what the log has last told of it. @param present what the database has, opened if it was encrypted. */
export function isSameValue(keys: AuditKeys, logged: LoggedValue, present: unknown): boolean {
  return spellingsOf(present).some((spelling) => isLogged(keys, logged, spelling));
}

function isLogged(keys: AuditKeys, { kind, value }: LoggedValue, spelling: unknown): boolean {
  if (spelling === null || value === null) return spelling === value;
  const changes = { field: [null, spelling] } as const;
  if (kind === 'hash') return (keys.protect(changes, 'hash').hashed as typeof changes).field[1] === value;
  if (same(value, spelling)) return true;
  // Of long texts the log has the length and a hash.
  if (typeof spelling !== 'string' || typeof value !== 'string' || value.length >= spelling.length) return false;
  return keys.reveal(keys.protect(changes, 'encrypt').encrypted as string)?.field?.[1] === value;
}

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** The same value as either engine reads and writes it: a log is carried along to another one. */
function spellingsOf(value: unknown): unknown[] {
  if (value === null || value === undefined) return [null];
  if (value instanceof Date) return [value, sqliteTime(value), dateOf(value)];
  if (Buffer.isBuffer(value)) return [value.toString('base64')];
  if (typeof value === 'boolean') return [value, Number(value)];
  if (typeof value === 'bigint') return [Number(value)];
  if (value === 0 || value === 1) return [value, value === 1];
  if (typeof value !== 'string') return [value];
  if (SQLITE_TIME.test(value)) return [value, new Date(`${value.replace(' ', 'T')}Z`).toISOString()];
  return NUMBER.test(value) ? [value, Number(value)] : [value];
}

function sqliteTime(time: Date): string {
  return time.toISOString().replace('T', ' ').replace('Z', '');
}

/** Drivers give a date without a time as midnight where the program runs. */
function dateOf(time: Date): string {
  const [month, day] = [time.getMonth() + 1, time.getDate()].map((part) => String(part).padStart(2, '0'));
  return `${time.getFullYear()}-${month}-${day}`;
}
