import { describe, expect, it } from '@jest/globals';
import { Progress } from './progress.js';

function screen(
  isTTY: boolean,
  columns = 80,
): { stream: { isTTY: boolean; columns: number; write(text: string): void }; shown: string[] } {
  const shown: string[] = [];
  return { stream: { isTTY, columns, write: (text) => void shown.push(text) }, shown };
}

describe('progress', () => {
  it('is a bar on a terminal', () => {
    const { stream, shown } = screen(true);
    const progress = new Progress(2, stream);
    progress.advance('city-hospital');
    progress.advance('county-clinic');
    expect(shown).toEqual([
      '\r\u001b[K████████████░░░░░░░░░░░░ 1/2 city-hospital',
      '\r\u001b[K████████████████████████ 2/2 county-clinic',
    ]);
  });

  it('never breaks the line of a narrow terminal', () => {
    const { stream, shown } = screen(true, 20);
    new Progress(1, stream).advance('a-very-long-name-of-a-company');
    expect(shown[0]?.replace('\r\u001b[K', '')).toHaveLength(19);
    const unknown = screen(true, 0);
    new Progress(1, unknown.stream).advance('city-hospital');
    expect(unknown.shown[0]).toMatch(/ 1\/1 city-hospital$/);
  });

  it('writes nothing where there is no terminal', () => {
    const pipe = screen(false);
    const progress = new Progress(2, pipe.stream);
    progress.advance('city-hospital');
    progress.clear();
    expect(pipe.shown).toEqual([]);
  });
});
