import type { DatabaseEngine } from '../../database/index.js';

/** A row of a table, as the engine gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** What must not be forgotten of a master database that is replaced by an older one. */
export interface PresentFacts {
  /** Certificates of erasure, as they are stored. */
  readonly certificates: readonly Row[];
  /** Keys of companies' databases, wrapped as they are stored. */
  readonly keys: readonly Row[];
  /** Which companies are on other servers, what these are, what was left on them, and how they are signed in to: by table. */
  readonly places: ReadonlyMap<string, readonly Row[]>;
  /**
   * Moves and encryptions that have broken off and are not recovered yet: they left databases refusing changes, or not to be
   * opened, until they are.
   */
  readonly brokenOff: readonly Row[];
  /** Numbers of companies that are being erased. */
  readonly erasing: readonly number[];
  /** The last number that was given out, by table. */
  readonly last: ReadonlyMap<string, number>;
}

const BROKEN_OFF = `SELECT * FROM fleet_operation WHERE state = 'running' AND kind IN ('move', 'encrypt')`;

/** @returns undefined when the database is missing or cannot be read. */
export async function presentFacts(engine: DatabaseEngine): Promise<PresentFacts | undefined> {
  try {
    const { certificates, keys, erasing } = {
      certificates: (await engine.read('master', 'SELECT * FROM fleet_erasure_certificate')) as Row[],
      keys: (await engine.read('master', 'SELECT * FROM database_key')) as Row[],
      erasing: (await engine.read('master', "SELECT id FROM master_company WHERE status = 'erasing'")) as {
        id: number;
      }[],
    };
    const [places, last] = [await placesOf(engine), await lastNumbers(engine)];
    const brokenOff = (await engine.read('master', BROKEN_OFF)) as Row[];
    return { certificates, keys, places, brokenOff, erasing: erasing.map(({ id }) => Number(id)), last };
  } catch {
    return undefined;
  }
}

/** A master database of an older program has none of these tables. */
async function placesOf(engine: DatabaseEngine): Promise<ReadonlyMap<string, readonly Row[]>> {
  const places = new Map<string, readonly Row[]>();
  for (const table of ['database_server', 'database_place', 'database_kept', 'database_role'])
    places.set(table, (await engine.read('master', `SELECT * FROM ${table}`).catch(() => [])) as Row[]);
  return places;
}

async function lastNumbers(engine: DatabaseEngine): Promise<ReadonlyMap<string, number>> {
  const numbered = (await engine.describe('master')).filter(({ isNumbered }) => isNumbered);
  const last = new Map<string, number>();
  for (const { name } of numbered) {
    const [row] = (await engine.read('master', `SELECT max(id) AS last FROM "${name}"`)) as { last: unknown }[];
    last.set(name, Number(row?.last ?? 0));
  }
  return last;
}
