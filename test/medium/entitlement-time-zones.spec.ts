/** @engine none: has no database. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Entitlement } from '../../src/subscription/index.js';

const run = promisify(execFile);
const CHILD = fileURLToPath(new URL('../support/entitlement-child.mjs', import.meta.url));

/** Zones that change their clocks in spring, in autumn, in the other half of the year, by half an hour, and never. */
const ZONES = ['UTC', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kolkata'];

/** Ends within 30 days of, or at, a change of the clocks of those zones. */
const ENDS = [
  '2026-03-08T06:59:59.999Z', // New York goes forward one millisecond later
  '2026-03-29T01:00:00.000Z', // Berlin goes forward
  '2026-04-04T15:00:00.000Z', // Lord Howe goes back by half an hour
  '2026-10-03T15:30:00.000Z', // and forward
  '2026-10-25T00:59:59.999Z', // Berlin goes back
  '2026-11-01T06:00:00.000Z', // New York goes back
];

interface Told {
  readonly timeZone: string;
  readonly outcomes: Entitlement[];
  readonly naive: string[];
}

describe('entitlement in five time zones, across changes of their clocks', () => {
  let told: Told[];
  beforeAll(async () => {
    told = await Promise.all(
      ZONES.map(async (TZ) => {
        const { stdout } = await run(process.execPath, [CHILD, ...ENDS], { env: { TZ } });
        return JSON.parse(stdout) as Told;
      }),
    );
  });

  it('is the same for every status at every boundary', () => {
    expect(told.map(({ timeZone }) => timeZone)).toEqual([ZONES[0], ...ZONES.slice(1, 4), expect.any(String)]);
    const [utc, ...others] = told;
    expect(utc?.outcomes).toHaveLength(ENDS.length * 13 * 6);
    for (const other of others) expect(other.outcomes).toEqual(utc?.outcomes);
  });

  it('would not be, had days been counted by the local calendar', () => {
    const differing = told.slice(1).filter(({ naive }) => JSON.stringify(naive) !== JSON.stringify(told[0]?.naive));
    expect(differing.length).toBeGreaterThanOrEqual(3);
  });

  it('gives full, then read-only, then nothing', () => {
    const levels = told[0]?.outcomes.map(({ access }) => access) ?? [];
    for (let start = 0; start < levels.length; start += 6) {
      expect(levels.slice(start, start + 6)).toEqual([
        'full',
        'read-only',
        'read-only',
        'read-only',
        'locked',
        'locked',
      ]);
    }
  });
});
