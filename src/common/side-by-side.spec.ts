import { describe, expect, it } from '@jest/globals';
import { SideBySide } from './side-by-side.js';

/** What happens when several do three steps each, the second one of them as `second` has it. */
async function whatHappens(second: (work: () => void) => Promise<void>): Promise<string[]> {
  const happened: string[] = [];
  const request = async (name: string, steps: number): Promise<void> => {
    for (let step = 0; step < steps; step += 1) await Promise.resolve();
    happened.push(`${name} read`);
    await second(() => happened.push(`${name} seals`));
    happened.push(`${name} writes`);
  };
  await Promise.all([request('a', 0), request('b', 1), request('c', 7)]);
  return happened;
}

describe('Work that is done side by side', () => {
  it('is done in one go, however many steps its requests are apart', async () => {
    const together = new SideBySide();
    const happened = await whatHappens((work) => together.run(work));
    expect(happened).toEqual([
      ...['a read', 'b read', 'c read', 'a seals', 'b seals', 'c seals'],
      ...['a writes', 'b writes', 'c writes'],
    ]);
  });

  it('would be done in between otherwise (control)', async () => {
    const happened = await whatHappens((work) => Promise.resolve().then(work));
    expect(happened.slice(-3)).toEqual(['c read', 'c seals', 'c writes']);
  });

  it('fails for whose work fails, and for nobody else', async () => {
    const together = new SideBySide();
    const failing = together.run(() => {
      throw new Error('wrong key');
    });
    const other = together.run(() => 'sealed');
    await expect(failing).rejects.toThrow('wrong key');
    expect(await other).toBe('sealed');
    expect(await together.run(() => 'later')).toBe('later');
  });
});
