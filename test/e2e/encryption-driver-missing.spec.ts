/** @engine sqlite: files of a PostgreSQL server are encrypted by its disks. @encryption off: it says itself what is encrypted. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { commandLines } from '../support/command-line.js';
import { isPlainDatabase } from '../support/encryption.js';
import { filesUnder, hashOf } from '../support/life-files.js';
import { directly, ENCRYPTION_KEY } from '../support/test-engine.js';

const WITHOUT = fileURLToPath(new URL('../support/without-encrypting-driver.mjs', import.meta.url));
const FILE = 'tenant_databases/tenant_city_hospital.sqlite3';
const DOCTORS = 'SELECT count(*) AS n FROM doctors_doctor';
const SAID = 'need the optional dependency better-sqlite3-multiple-ciphers, which is not installed';
const env = { TENANT_ENCRYPTION_KEY: ENCRYPTION_KEY };
const without = { ...env, NODE_OPTIONS: `--import ${WITHOUT}` };

describe('an installation with a key and without the driver that encrypts', () => {
  const make = commandLines();

  it('says so, and writes no company’s data; control: with the driver it does, encrypted', async () => {
    const commandLine = make();
    const { code, stdout, stderr } = await commandLine.run(['seed'], { env: without });
    expect([code, `${stdout}${stderr}`]).toEqual([1, expect.stringContaining(SAID)]);
    const files = filesUnder(commandLine.path('tenant_databases')).filter((path) => !path.includes('template_'));
    expect(files).toEqual([]);
    expect((await commandLine.run(['seed'], { env })).code).toBe(0);
    expect(isPlainDatabase(commandLine.path(FILE))).toBe(false);
    // And what is encrypted is not read, or made anew, without it.
    const before = hashOf(commandLine.path(FILE));
    const checked = await commandLine.run(['check-tenants'], { env: without });
    expect([checked.code, hashOf(commandLine.path(FILE))]).toEqual([1, before]);
  });

  it('encrypts none that were there before, and leaves them as they were', async () => {
    const commandLine = make();
    expect((await commandLine.run(['seed'])).code).toBe(0);
    const { code, stdout } = await commandLine.run(['encrypt-tenants'], { env: without });
    expect([code, stdout]).toEqual([1, expect.stringContaining(SAID)]);
    expect(isPlainDatabase(commandLine.path(FILE))).toBe(true);
    expect(await directly(commandLine.folder, 'tenant_city_hospital', DOCTORS)).toEqual([{ n: 3 }]);
  });
});
