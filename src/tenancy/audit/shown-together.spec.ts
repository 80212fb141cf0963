import { describe, expect, it } from '@jest/globals';
import type { AuditEvent } from '../../audit/index.js';
import { ShownTogether } from './shown-together.js';
import type { Shown } from './shown-together.js';

const EVENT = { action: 'list' } as AuditEvent;

/** Something that goes on for a few steps, without waiting for anybody. */
async function afterSteps(steps: number): Promise<void> {
  for (let step = 0; step < steps; step += 1) await Promise.resolve();
}

describe('What several answers show', () => {
  it('is recorded in one go, however many steps they are apart, before any of them leaves', async () => {
    const happened: string[] = [];
    const together = new ShownTogether((all) => {
      happened.push(`recorded ${all.map(({ companyId }) => companyId).join()}`);
      return undefined;
    });
    const answer = async (companyId: number): Promise<void> => {
      await afterSteps(companyId);
      await together.add(companyId, () => EVENT);
      happened.push(`answered ${companyId}`);
    };
    await Promise.all([answer(1), answer(2), answer(9)]);
    expect(happened).toEqual(['recorded 1,2,9', 'answered 1', 'answered 2', 'answered 9']);
    await answer(4);
    expect(happened.slice(4)).toEqual(['recorded 4', 'answered 4']);
  });

  it('is answered when it is on record, and to nobody if it cannot be recorded', async () => {
    let fail: (error: Error) => void = () => undefined;
    const ways: (() => Promise<void> | undefined)[] = [
      () => new Promise((_resolve, reject) => (fail = reject)),
      () => {
        throw new Error('at once');
      },
      () => undefined,
    ];
    const together = new ShownTogether((_all: readonly Shown[]) => ways.shift()!());
    let answered = 0;
    const answers = [1, 2].map((companyId) => together.add(companyId, () => EVENT).then(() => (answered += 1)));
    await new Promise(setImmediate);
    expect([ways.length, answered]).toEqual([2, 0]);
    fail(new Error('later'));
    for (const answer of answers) await expect(answer).rejects.toThrow('later');
    await expect(together.add(1, () => EVENT)).rejects.toThrow('at once');
    await together.add(1, () => EVENT);
  });

  it('is refused alone where it cannot be described', async () => {
    const recorded: number[] = [];
    const together = new ShownTogether((all) => {
      recorded.push(...all.map(({ companyId }) => companyId));
      return undefined;
    });
    const failing = together.add(1, () => {
      throw new Error('no table');
    });
    const other = together.add(2, () => EVENT);
    await expect(failing).rejects.toThrow('no table');
    await other;
    expect(recorded).toEqual([2]);
  });
});
