import { fork } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadSettings } from './load-settings.js';
import { signingKey } from './signing-key.js';

const KEY_MAKER = fileURLToPath(new URL('../../test/support/key-maker.mjs', import.meta.url));

describe('signingKey', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'medadmin-key-'));
    file = join(folder, '.jwt-secret');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const key = (environment = {}): string => {
    return signingKey(loadSettings({ DATA_DIR: folder, ...environment }))
      .export()
      .toString();
  };

  it('is JWT_SECRET if there is one, and no file is made', () => {
    const secret = 'a-secret-of-more-than-thirty-two-bytes';
    expect(key({ JWT_SECRET: secret })).toBe(secret);
    expect(existsSync(file)).toBe(false);
  });

  it('is made once and kept', () => {
    const first = key();
    expect(first.length).toBeGreaterThanOrEqual(43);
    expect(key()).toBe(first);
    expect(readFileSync(file, 'utf8').trim()).toBe(first);
    expect(readdirSync(folder)).toEqual(['.jwt-secret']);
  });

  it.each([0o022, 0o000, 0o077])('is readable by its owner only, also under umask %o', (mask) => {
    const before = process.umask(mask);
    try {
      key();
    } finally {
      process.umask(before);
    }
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('makes the data folder if it is not there yet', () => {
    expect(key({ DATA_DIR: join(folder, 'not', 'yet') })).not.toBe('');
  });

  it('is the same for processes that start together', async () => {
    const keys = await Promise.all(Array.from({ length: 6 }, () => keyOfAnotherProcess(folder)));
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toBe(key());
    expect(readdirSync(folder)).toEqual(['.jwt-secret']);
  });

  it.each([0o640, 0o604, 0o660, 0o666])('is refused when others may use the file: mode %o', (mode) => {
    key();
    chmodSync(file, mode);
    expect(() => key()).toThrow(/\.jwt-secret may be read by others/);
  });

  it('is refused when too short, without being repeated', () => {
    writeFileSync(file, 'hunter2', { mode: 0o600 });
    expect(() => key()).toThrow('.jwt-secret holds less than 32 bytes');
  });
});

function keyOfAnotherProcess(folder: string): Promise<string> {
  const child = fork(KEY_MAKER, [], { env: { DATA_DIR: folder }, execArgv: [] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('message', (key) => resolve(key as string));
    child.once('exit', (code) => code === 0 || reject(new Error(`exit ${code}`)));
  });
}
