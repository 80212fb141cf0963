import type { Database } from 'better-sqlite3';
import { PragmaMismatchError } from '../database.errors.js';

/** Marks a SQLite file as ours in its header ("meda"); `file(1)` and the opening check read it. */
export const APPLICATION_ID = 0x6d656461;

const CACHE_KIB = 2048;

/**
 * What durability and isolation rely on, with the value read back at every opening.
 * synchronous=FULL: with NORMAL, acknowledged writes were lost in 4 of 7 simulated power cuts.
 * busy_timeout=0: SQLite's own waiting blocks the event loop; see retry-busy.ts.
 */
const CONTRACT = [
  ['journal_mode', 'WAL', 'wal'],
  ['synchronous', 'FULL', 2],
  ['foreign_keys', 'ON', 1],
  ['temp_store', 'MEMORY', 2],
  ['trusted_schema', 'OFF', 0],
  ['cell_size_check', 'ON', 1],
  ['secure_delete', 'FAST', 2],
  ['busy_timeout', '0', 0],
] as const;

const SETTING =
  CONTRACT.map(([name, value]) => `PRAGMA ${name}=${value};`).join('') + `PRAGMA cache_size=-${CACHE_KIB};`;

/**
 * Sets the pragmas of a freshly opened handle and reads every one back.
 * @throws PragmaMismatchError when SQLite runs with another value, e.g. because the file system has no shared memory.
 */
export function applyPragmas(handle: Database): void {
  handle.exec(SETTING);
  for (const [name, , expected] of CONTRACT) {
    const found: unknown = handle.pragma(name, { simple: true });
    if (found !== expected) throw new PragmaMismatchError(name, expected, found);
  }
}
