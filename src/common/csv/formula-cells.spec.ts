import { describe, expect, it } from '@jest/globals';
import { withFormula, withoutFormula } from './formula-cells.js';

describe('cells that a spreadsheet would compute', () => {
  it.each(['=1+1', '@SUM(A1)', "+cmd|' /C calc'!A0", '-2+3+cmd', '\t=1', "'=1", "''@x", '=', '@'])(
    'have an apostrophe before them, and lose it when they come back: %j',
    (text) => {
      expect(withoutFormula(text)).toBe(`'${text}`);
      expect(withFormula(withoutFormula(text))).toBe(text);
    },
  );

  it.each(['', "O'Neil", "'quoted'", '+1 555 0100', '-5', '+49 (30) 123-45/6', '1=1', 'a@b.example', '- ', "'"])(
    'are no others: %j',
    (text) => {
      expect(withoutFormula(text)).toBe(text);
      expect(withFormula(text)).toBe(text);
    },
  );
});
