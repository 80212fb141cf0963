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
});
