import type { Database } from 'better-sqlite3';
import { PragmaMismatchError } from '../database.errors.js';

/** Marks a SQLite file as ours in its header ("meda"); `file(1)` and the opening check read it. */
export const APPLICATION_ID = 0x6d656461;

const CACHE_KIB = 2048;
/** Pages that SQLite sets aside at once; others are allocated as they come. A list of 20 touches about as many. */
const FIRST_PAGES = 8;

/**
 * What durability and isolation rely on, with the value read back at every opening.
 * synchronous=FULL: with NORMAL alone, acknowledged writes were lost in 4 of 7 simulated power cuts. `flushed` is for
 * handles whose commits LogFlush makes durable instead, before anybody is told of them.
 * busy_timeout=0: SQLite's own waiting blocks the event loop; see retry-busy.ts.
 */
export type Durability = 'full' | 'flushed';

const SYNCHRONOUS = { full: ['FULL', 2], flushed: ['NORMAL', 1] } as const;

const CONTRACT = [
  ['journal_mode', 'WAL', 'wal'],
  ['foreign_keys', 'ON', 1],
  ['temp_store', 'MEMORY', 2],
  ['trusted_schema', 'OFF', 0],
  ['cell_size_check', 'ON', 1],
  ['secure_delete', 'FAST', 2],
  ['busy_timeout', '0', 0],
] as const;

const SETTING = CONTRACT.map(([name, value]) => `PRAGMA ${name}=${value};`).join('');

/**
 * SQLite sets memory for 20 pages aside per handle, 87 KiB, or for all of the cache if that is smaller. It does so at the
 * first page it reads, and again at the first after everything was given back.
 */
const CACHE = [
  `PRAGMA cache_size=${FIRST_PAGES}; PRAGMA shrink_memory;`,
  'SELECT count(*) FROM sqlite_schema;',
  `PRAGMA cache_size=-${CACHE_KIB};`,
].join('');

function contractOf(durability: Durability): (readonly [string, unknown])[] {
  return [['synchronous', SYNCHRONOUS[durability][1]], ...CONTRACT.map(([name, , value]) => [name, value] as const)];
}

/**
 * Sets the pragmas of a freshly opened handle and reads every one back.
 * @throws PragmaMismatchError when SQLite runs with another value, e.g. because the file system has no shared memory.
 */
export function applyPragmas(handle: Database, durability: Durability = 'full'): void {
  handle.exec(`${SETTING}PRAGMA synchronous=${SYNCHRONOUS[durability][0]};${CACHE}`);
  for (const [name, expected] of contractOf(durability)) {
    const found: unknown = handle.pragma(name, { simple: true });
    if (found !== expected) throw new PragmaMismatchError(name, expected, found);
  }
}

/** For one look, or for one change of the schema. */
export type BriefUse = 'look' | 'schema';

const BRIEF_SETTING = {
  look: 'PRAGMA trusted_schema=OFF;PRAGMA cell_size_check=ON;',
  schema: [...CONTRACT, ['synchronous', 'NORMAL']]
    .map(([name, value]) => `PRAGMA ${name}=${name === 'foreign_keys' ? 'OFF' : value};`)
    .join(''),
} as const;

/** Read back; what could go wrong with the others does no harm to a handle that is closed at once. */
const BRIEF_CONTRACT = {
  look: [],
  schema: [
    ['journal_mode', 'wal'],
    ['synchronous', 1],
    ['foreign_keys', 0],
  ],
} as const;

/**
 * Sets the pragmas of a handle that is closed after one use, of which there are thousands when a fleet is gone through.
 * `schema`: foreign keys are not enforced, and commits are not flushed: whoever commits sees to that after closing.
 * @throws PragmaMismatchError.
 */
export function applyBriefPragmas(handle: Database, use: BriefUse): void {
  handle.exec(BRIEF_SETTING[use]);
  for (const [name, expected] of BRIEF_CONTRACT[use]) {
    const found: unknown = handle.pragma(name, { simple: true });
    if (found !== expected) throw new PragmaMismatchError(name, expected, found);
  }
}
