import { describe, expect, it } from '@jest/globals';
import { FairQueue } from './fair-queue.js';

describe('FairQueue', () => {
  const [a, b, c] = [{}, {}, {}];

  it('takes one of each owner in turn, each owner’s in order', () => {
    const queue = new FairQueue<string>(10);
    for (const number of [1, 2, 3]) queue.add(a, `a${number}`);
    for (const number of [1, 2]) queue.add(b, `b${number}`);
    queue.add(c, 'c1');
    const order = Array.from({ length: 7 }, () => queue.next()?.task);
    expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', undefined]);
  });

  it('has no more of one owner under way than it may, and passes over to the others', () => {
    const queue = new FairQueue<string>(1);
    queue.add(a, 'a1');
    queue.add(a, 'a2');
    queue.add(b, 'b1');
    expect(queue.next()?.task).toBe('a1');
    expect(queue.next()?.task).toBe('b1');
    expect(queue.next()).toBeUndefined();
    queue.done(a);
    expect(queue.next()?.task).toBe('a2');
  });
});
