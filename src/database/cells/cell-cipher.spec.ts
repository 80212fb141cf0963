import { describe, expect, it } from '@jest/globals';
import { CellCipher } from './cell-cipher.js';
import { CellUnreadableError } from './cells.errors.js';

/** A million takes some twenty seconds: `npm run soak:nonces`. */
const NONCES = Number(process.env.NONCES ?? 20_000);
const NOTES = { table: 'patients_patient', column: 'notes' };
const ADDRESS = { ...NOTES, column: 'address' };
const KEY = Buffer.alloc(32, 1);
const cipherOf = (companyId: number, ...keys: Buffer[]): CellCipher =>
  new CellCipher({ companyId, keys: keys.map((key, index) => ({ number: keys.length - index, key })) });

describe('a value of a sensitive column', () => {
  const cipher = cipherOf(1, KEY);
  const sealed = cipher.seal(NOTES, 'Allergic to penicillin.');
  /** By a cipher that has not sealed it itself. */
  const opened = (place: typeof NOTES, value: string, by = cipherOf(1, KEY)): string => by.open(place, value);

  it('opens as it was, whatever it is', () => {
    for (const text of ['', 'a', 'é'.repeat(10_000), '😀 % _ \\ \u0001', '1.ab.cd'])
      expect(opened(NOTES, cipher.seal(NOTES, text))).toBe(text);
    expect(sealed).not.toContain('penicillin');
    expect(opened(NOTES, 'plain, from before')).toBe('plain, from before');
  });

  it('does not open in another column, for another company or with another key', () => {
    for (const by of [cipherOf(1, KEY), cipher]) expect(() => opened(ADDRESS, sealed, by)).toThrow(CellUnreadableError);
    expect(() => opened({ ...NOTES, table: 'doctors_doctor' }, sealed)).toThrow(CellUnreadableError);
    expect(() => opened(NOTES, sealed, cipherOf(2, KEY))).toThrow(CellUnreadableError);
    expect(() => opened(NOTES, sealed, cipherOf(1, Buffer.alloc(32, 2)))).toThrow(CellUnreadableError);
  });

  it('does not open when any of its characters is another one', () => {
    const sought = cipher.seal(NOTES, 'rosa@example.com', true);
    // The first is what tells it from plain text.
    for (let index = 1; index < sought.length; index += 1) {
      const other = sought[index] === 'b' ? 'd' : 'b';
      const changed = sought.slice(0, index) + other + sought.slice(index + 1);
      expect(() => opened(NOTES, changed)).toThrow(CellUnreadableError);
    }
    for (const cut of [1, 3, 20]) expect(() => opened(NOTES, sealed.slice(0, -cut))).toThrow(CellUnreadableError);
  });

  it('opens with a former key, and is sealed with the present one', () => {
    const both = cipherOf(1, Buffer.alloc(32, 2), KEY);
    expect([both.isPresent(sealed), both.open(NOTES, sealed)]).toEqual([false, 'Allergic to penicillin.']);
    expect(both.isPresent(both.seal(NOTES, 'x'))).toBe(true);
  });

  it('is found by its whole text in whatever case, if it is sought; its index tells nothing without the key', () => {
    const indexOf = (by: CellCipher, text: string, place = NOTES): string =>
      by.seal(place, text, true).split('.')[1] ?? '';
    expect(indexOf(cipher, 'Rosa@Example.com')).toBe(indexOf(cipher, 'rosa@example.COM'));
    const others = [indexOf(cipher, 'rosa@example.org'), indexOf(cipher, 'rosa@example.com', ADDRESS)];
    others.push(indexOf(cipherOf(2, KEY), 'rosa@example.com'));
    expect(new Set([indexOf(cipher, 'rosa@example.com'), ...others]).size).toBe(4);
    expect(sealed.split('.')[1]).toBe('');
  });

  it('never has a nonce that another one has', () => {
    const nonces = new Set<string>();
    for (let count = 0; count < NONCES; count += 1) nonces.add(cipher.seal(NOTES, 'x').split('.')[2]!.slice(0, 16));
    expect(nonces.size).toBe(NONCES);
  });
});
