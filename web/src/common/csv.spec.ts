import { describe, expect, it } from '@jest/globals';
import { csvOf } from './csv.js';

describe('csvOf', () => {
  it('quotes what would break a line, and leaves out what is empty', () => {
    const rows = [
      { name: 'Rosa "Rosy", MD', notes: 'one\ntwo', age: 3 },
      { name: 'Ó', notes: null, age: null },
    ];
    expect(csvOf(['name', 'notes', 'age'], rows)).toBe('name,notes,age\r\n"Rosa ""Rosy"", MD","one\ntwo",3\r\nÓ,,\r\n');
  });

  it('has no spreadsheet compute what somebody typed, but leaves telephone numbers alone', () => {
    const rows = ['=1+1', '+cmd', "'=1", '@x', '+1 555 0102', '-5'].map((text) => ({ text }));
    expect(csvOf(['text'], rows)).toBe("text\r\n'=1+1\r\n'+cmd\r\n''=1\r\n'@x\r\n+1 555 0102\r\n-5\r\n");
  });
});
