/** @engine none: the memory of a process of its own. */
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

/** How much the old generation grew by in sum while 60,000 came and went, 20 at a time, after a time in which nobody did. */
const PROGRAM = `
  import { setImmediate as turn } from 'node:timers/promises';
  import { getHeapSpaceStatistics } from 'node:v8';
  import { Bag } from ${JSON.stringify(pathToFileURL(resolve('dist/common/bag.js')).href)};

  const oldBytes = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space').space_used_size;
  const parts = (count) => Array.from({ length: count }, (_part, index) => ({ index }));
  const bag = new Bag();
  const set = new Set();
  const enter = {
    bag: (visitor) => { const place = bag.add(visitor); return () => { bag.take(place); }; },
    set: (visitor) => { set.add(visitor); return () => set.delete(visitor); },
  }[process.argv[1]];
  const leaving = Array.from({ length: 20 }, () => enter(parts(50)));
  for (let round = 0; round < 3; round += 1) { Array.from({ length: 300000 }, (_other, number) => ({ number })); await turn(); }
  let grown = 0;
  let last = oldBytes();
  for (let each = 0; each < 60000; each += 1) {
    leaving[each % leaving.length]();
    leaving[each % leaving.length] = enter(parts(50));
    if (each % 50 > 0) continue;
    await turn();
    grown += Math.max(0, oldBytes() - last);
    last = oldBytes();
  }
  console.log(grown);
`;

async function bytesGrownOld(where: 'bag' | 'set'): Promise<number> {
  const args = ['--input-type=module', '--eval', PROGRAM, where];
  return Number((await promisify(execFile)(process.execPath, args)).stdout);
}

describe('What comes and goes with requests', () => {
  it('is collected young where it was in a bag', async () => {
    expect(await bytesGrownOld('bag')).toBeLessThan(10_000_000);
  });

  it('grows old where it was in a set (control)', async () => {
    expect(await bytesGrownOld('set')).toBeGreaterThan(25_000_000);
  });
});
