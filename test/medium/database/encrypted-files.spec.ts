/** @engine sqlite: it is about files. */
import { randomBytes, randomInt } from 'node:crypto';
import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from '@jest/globals';
import { adopt } from '../../../src/database/sqlite/cipher/adopt.js';
import { decryptedPages } from '../../../src/database/sqlite/cipher/decrypted-pages.js';
import { encryptFile, openHandle } from '../../../src/database/sqlite/cipher/open-handle.js';
import { isPlainDatabase } from '../../support/encryption.js';
import { tempFolders } from '../../support/temp-folder.js';

const ROWS = 300;
const FLIPS = 200;

describe('an encrypted file', () => {
  const folder = tempFolders();
  const key = randomBytes(32);

  function plainFile(): string {
    const path = join(folder(), 'file.sqlite3');
    const database = new Database(path);
    database.exec('CREATE TABLE patient (id integer PRIMARY KEY, notes text); CREATE INDEX notes ON patient (notes)');
    const insert = database.prepare('INSERT INTO patient (notes) VALUES (?)');
    database.transaction(() => {
      for (let row = 0; row < ROWS; row += 1) insert.run(`quokka ${row} ${'x'.repeat(200)}`);
    })();
    database.close();
    return path;
  }
  function encryptedFile(): string {
    const path = plainFile();
    encryptFile(path, key);
    return path;
  }
  function rowsOf(path: string, fileKey: Uint8Array | undefined): number {
    const database = openHandle(path, fileKey, { readonly: true, fileMustExist: true });
    try {
      database.pragma('integrity_check');
      return database
        .prepare<[string], number>('SELECT count(*) FROM patient WHERE notes LIKE ?')
        .pluck()
        .get('quokka%')!;
    } finally {
      database.close();
    }
  }

  it('holds no word of what was in it, and all of it for whoever has the key', () => {
    const path = plainFile();
    expect(readFileSync(path, 'latin1')).toContain('quokka 7 ');
    encryptFile(path, key);
    expect(readFileSync(path, 'latin1')).not.toContain('quokka');
    expect(rowsOf(path, key)).toBe(ROWS);
  });

  it.each([
    ['none', undefined],
    ['another one', randomBytes(32)],
  ])('is no database to whoever has %s', (_name, other) => {
    const path = encryptedFile();
    expect(() => rowsOf(path, other)).toThrow('file is not a database');
    expect(() => rowsOf(plainFile(), key)).toThrow('file is not a database');
  });

  it('is noticed to have been changed, whichever bit it was; control: most are not in a plain one', () => {
    const undetected = { plain: 0, encrypted: 0 };
    const flip = (path: string, fileKey: Uint8Array | undefined): boolean => {
      const whole = readFileSync(path);
      const changed = Buffer.from(whole);
      // Behind the header, which is checked in a plain file too.
      const at = randomInt(100, whole.length);
      changed[at] = (changed[at] ?? 0) ^ (1 << randomInt(8));
      writeFileSync(path, changed);
      try {
        return rowsOf(path, fileKey) === ROWS && everyByteIsRead(path, fileKey);
      } catch {
        return false;
      } finally {
        writeFileSync(path, whole);
      }
    };
    const [plain, encrypted] = [plainFile(), encryptedFile()];
    for (let round = 0; round < FLIPS; round += 1) {
      if (flip(plain, undefined)) undetected.plain += 1;
      if (flip(encrypted, key)) undetected.encrypted += 1;
    }
    expect(undetected.encrypted).toBe(0);
    expect(undetected.plain).toBeGreaterThan(FLIPS / 2);
  });

  it('is told in plain, byte by byte, to those whose data they are', async () => {
    const path = encryptedFile();
    for (const highWaterMark of [1000, 65_536]) {
      const pieces: Buffer[] = [];
      for await (const piece of decryptedPages(createReadStream(path, { highWaterMark }), key)) pieces.push(piece);
      const told = join(folder(), 'told.sqlite3');
      writeFileSync(told, Buffer.concat(pieces));
      expect(isPlainDatabase(told)).toBe(true);
      expect(rowsOf(told, undefined)).toBe(ROWS);
    }
  });

  it('gets the present key when it had a former one, or none; what nobody can open is left alone', () => {
    const [present, former] = [randomBytes(32), key];
    for (const path of [encryptedFile(), plainFile()]) {
      adopt(path, [present, former]);
      expect(rowsOf(path, present)).toBe(ROWS);
      expect(() => rowsOf(path, former)).toThrow('file is not a database');
    }
    const unknown = encryptedFile();
    const before = readFileSync(unknown);
    adopt(unknown, [present]);
    expect(readFileSync(unknown).equals(before)).toBe(true);
  });
});

/** The rest of a page is read by nobody but whoever wants to know of it. */
function everyByteIsRead(path: string, fileKey: Uint8Array | undefined): boolean {
  const database = openHandle(path, fileKey, { readonly: true, fileMustExist: true });
  try {
    database.serialize();
    return true;
  } finally {
    database.close();
  }
}
