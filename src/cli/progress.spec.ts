import { describe, expect, it } from '@jest/globals';
import { duration, Progress } from './progress.js';

function screen(
  isTTY: boolean,
  columns = 80,
): { stream: { isTTY: boolean; columns: number; write(text: string): void }; shown: string[] } {
  const shown: string[] = [];
  return { stream: { isTTY, columns, write: (text) => void shown.push(text) }, shown };
}

/** A clock that goes on when it is told to, by seconds. */
function stopwatch(): { now: () => number; wait: (seconds: number) => void } {
  let ms = 0;
  return { now: () => ms, wait: (seconds) => void (ms += seconds * 1000) };
}

describe('a duration', () => {
  it.each([
    [0.2, '1 s'],
    [59, '59 s'],
    [250, '4 min 10 s'],
    [3900, '1 h 5 min'],
  ])('of %d seconds is %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});

describe('progress', () => {
  it('is a bar on a terminal, with the rate and the time that is left', () => {
    const { stream, shown } = screen(true);
    const { now, wait } = stopwatch();
    const progress = new Progress(2, stream, now);
    wait(4);
    progress.advance('city-hospital');
    wait(4);
    progress.advance('county-clinic');
    expect(shown).toEqual([
      '\r\u001b[K████████████░░░░░░░░░░░░ 1/2, 0.3/s, 4 s left city-hospital',
      '\r\u001b[K████████████████████████ 2/2, 0.3/s, 0 s left county-clinic',
    ]);
  });

  it('is drawn no more often than it can be read, but at the end', () => {
    const { stream, shown } = screen(true);
    const { now, wait } = stopwatch();
    const progress = new Progress(1000, stream, now);
    for (let step = 0; step < 1000; step += 1) {
      wait(0.001);
      progress.advance('city-hospital');
    }
    expect(shown.length).toBeLessThanOrEqual(11);
    expect(shown.at(-1)).toContain(' 1000/1000, ');
  });

  it('reckons without what was done before', () => {
    const { stream, shown } = screen(true);
    const { now, wait } = stopwatch();
    const progress = new Progress(1000, stream, now);
    progress.skip(900);
    wait(1);
    progress.advance('city-hospital');
    expect(shown[0]).toContain(' 901/1000, 1.0/s, 1 min 39 s left ');
  });

  it('never breaks the line of a narrow terminal', () => {
    const { stream, shown } = screen(true, 20);
    new Progress(1, stream).advance('a-very-long-name-of-a-company');
    expect(shown[0]?.replace('\r\u001b[K', '')).toHaveLength(19);
    const unknown = screen(true, 0);
    new Progress(1, unknown.stream).advance('city-hospital');
    expect(unknown.shown[0]).toMatch(/ 1\/1, .* left city-hospital$/);
  });

  it('writes twenty lines where there is no terminal', () => {
    const pipe = screen(false);
    const { now, wait } = stopwatch();
    const progress = new Progress(10_000, pipe.stream, now);
    for (let step = 0; step < 10_000; step += 1) {
      wait(0.01);
      progress.advance('city-hospital');
    }
    expect(pipe.shown).toHaveLength(20);
    expect(pipe.shown[0]).toBe('500/10000, 100/s, 1 min 35 s left\n');
    expect(pipe.shown.join('')).not.toContain('\u001b');
  });

  it('writes nothing there when there are few steps: their lines tell', () => {
    const pipe = screen(false);
    const progress = new Progress(2, pipe.stream);
    progress.advance('city-hospital');
    progress.clear();
    expect(pipe.shown).toEqual([]);
  });
});
