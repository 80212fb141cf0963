import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { installationKeys } from './installation-keys.js';
import { loadSettings } from './load-settings.js';
import { Secret } from './secret.js';

describe('the keys of an installation', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'medadmin-key-'));
    file = join(folder, '.installation-secret');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const keys = (purpose: string, tenantEncryptionKey?: string): string[] => {
    const settings = {
      ...loadSettings({ DATA_DIR: folder }),
      ...(tenantEncryptionKey && { tenantEncryptionKey: new Secret(tenantEncryptionKey) }),
    };
    return installationKeys(settings, purpose).map((key) => key.export().toString('hex'));
  };

  it('come from a file that is made once, for its owner only', () => {
    const [first] = keys('one');
    expect(first).toHaveLength(64);
    expect(keys('one')).toEqual([first]);
    expect(keys('another')).not.toEqual([first]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    chmodSync(file, 0o640);
    expect(() => keys('one')).toThrow('.installation-secret may be read by others');
  });

  it('come from TENANT_ENCRYPTION_KEY if it is set, and what was written before stays readable', () => {
    const key = randomBytes(32).toString('base64');
    expect(keys('one', key)).toHaveLength(1);
    expect(existsSync(file)).toBe(false);
    const [before] = keys('one');
    expect(keys('one', key)).toEqual([keys('one', key)[0], before]);
    expect(keys('one', key)[0]).not.toBe(before);
  });
});
