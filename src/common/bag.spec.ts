import { setImmediate as turn } from 'node:timers/promises';
import { getHeapSpaceStatistics } from 'node:v8';
import { describe, expect, it } from '@jest/globals';
import { Bag } from './bag.js';

describe('Bag', () => {
  it('holds what was added and not taken out', () => {
    const bag = new Bag<string>();
    const [first, second] = [bag.add('first'), bag.add('second')];
    bag.add('third');
    expect([...bag].sort()).toEqual(['first', 'second', 'third']);

    expect(bag.take(first)).toBe(true);
    expect(bag.take(first)).toBe(false);
    expect([...bag].sort()).toEqual(['second', 'third']);

    expect(bag.take(second)).toBe(true);
    expect([...bag]).toEqual(['third']);
    expect(bag.size).toBe(1);
  });

  it('holds the same thing as often as it was added', () => {
    const bag = new Bag<string>();
    const places = [bag.add('same'), bag.add('same')];
    bag.take(places[0]!);
    expect([...bag]).toEqual(['same']);
  });

  it('is empty when everything was taken out, and what was in it cannot be taken out again', () => {
    const bag = new Bag<string>();
    const place = bag.add('first');
    bag.add('second');
    expect(bag.takeAll().sort()).toEqual(['first', 'second']);
    expect(bag.size).toBe(0);

    bag.add('third');
    expect(bag.take(place)).toBe(false);
    expect([...bag]).toEqual(['third']);
  });

  it('can change while one goes through it', () => {
    const bag = new Bag<number>();
    const places = [1, 2, 3].map((number) => bag.add(number));
    const seen: number[] = [];
    for (const number of bag) {
      seen.push(number);
      for (const place of places) bag.take(place);
    }
    expect(seen).toEqual([1, 2, 3]);
  });

  it('lets what has gone be collected young, where a Set makes it old', async () => {
    const bag = new Bag<object>();
    const set = new Set<object>();
    const ofBag = await bytesGrownOld((visitor) => {
      const place = bag.add(visitor);
      return () => bag.take(place);
    });
    const ofSet = await bytesGrownOld((visitor) => {
      set.add(visitor);
      return () => set.delete(visitor);
    });
    expect(ofSet).toBeGreaterThan(4_000_000);
    expect(ofBag).toBeLessThan(ofSet / 4);
  });
});

const VISITORS = 20_000;
const AT_ONCE = 20;

/** How much the old generation grew by in sum while visitors came and went, a few of them there at a time. */
async function bytesGrownOld(enter: (visitor: object) => () => unknown): Promise<number> {
  const leaving: (() => unknown)[] = [];
  const visit = (): void => {
    leaving.push(enter(newVisitor()));
    if (leaving.length > AT_ONCE) leaving.shift()?.();
  };
  for (let each = 0; each < AT_ONCE; each += 1) visit();
  await idle();
  let grown = 0;
  let last = oldBytes();
  for (let each = 0; each < VISITORS; each += 1) {
    visit();
    if (each % 50 > 0) continue;
    await turn();
    grown += Math.max(0, oldBytes() - last);
    last = oldBytes();
  }
  return grown;
}

const newVisitor = (): object => Array.from({ length: 50 }, (_part, index) => ({ index }));

/** A time in which nobody comes or goes, and those who are there grow old. */
async function idle(): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    let others = Array.from({ length: 300_000 }, (_other, index) => ({ index }));
    others = [];
    await turn(others);
  }
}

function oldBytes(): number {
  return getHeapSpaceStatistics().find((space) => space.space_name === 'old_space')?.space_used_size ?? 0;
}
