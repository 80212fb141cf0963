import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CommitTurns } from './commit-turns.js';

describe('turns at the commit', () => {
  let turns: CommitTurns;
  beforeEach(() => {
    jest.useFakeTimers();
    turns = new CommitTurns();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('come in the order in which they are asked for, one at a time', async () => {
    const order: string[] = [];
    const first = await turns.take(100);
    const second = Promise.resolve(turns.take(100)).then((end) => (order.push('second'), end));
    const third = Promise.resolve(turns.take(100)).then((end) => (order.push('third'), end));
    await jest.advanceTimersByTimeAsync(50);
    expect(order).toEqual([]);
    first?.();
    (await second)?.();
    (await third)?.();
    expect(order).toEqual(['second', 'third']);
    expect(turns.take(100)).toBeInstanceOf(Function);
  });

  it('are not waited for longer than said, and then missed', async () => {
    const first = await turns.take(100);
    const second = Promise.resolve(turns.take(100));
    const third = Promise.resolve(turns.take(1_000));
    await jest.advanceTimersByTimeAsync(100);
    expect(await second).toBeUndefined();
    first?.();
    expect(await third).toBeInstanceOf(Function);
  });

  it('end once, and by themselves when nobody ends them', async () => {
    const first = await turns.take(100);
    await jest.advanceTimersByTimeAsync(5_000);
    const second = await turns.take(100);
    expect(second).toBeInstanceOf(Function);
    first?.();
    expect(turns.take(0)).toBeInstanceOf(Promise);
  });
});
