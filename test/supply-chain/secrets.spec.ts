/** @engine none: about the files of the repository. */
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const SCANNER = resolve('node_modules/secretlint/bin/secretlint.js');

const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs1', format: 'pem' })
  .toString();

describe('the scan for secrets', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'medadmin-secrets-'));
    copyFileSync('.secretlintrc.json', join(folder, '.secretlintrc.json'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function scan(text: string): number | null {
    writeFileSync(join(folder, 'some-file.ts'), text);
    return spawnSync(process.execPath, [SCANNER, '--secretlintrc', '.secretlintrc.json', 'some-file.ts'], {
      cwd: folder,
    }).status;
  }

  it('is a part of the lint that every change must pass', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    expect(scripts.lint).toContain('npm run lint:secrets');
    expect(scripts['lint:secrets']).toMatch(/^secretlint .*\*\*\/\*/);
    expect(readFileSync('.ci/run', 'utf8')).toContain('npm run lint');
  });

  it('finds nothing in a harmless file', () => {
    expect(scan("export const token = 'none';\n")).toBe(0);
  });

  // Put together here, so that this file holds none. In hexadecimal digits: the rule for AWS does not see one that ends in + or /.
  it.each([
    ['a private key', privateKey],
    ['a key of AWS', `AKIA${'QWERTYUIOPASDFGH'} aws_secret_access_key=${randomBytes(20).toString('hex')}`],
    ['a token of GitHub', `ghp_${randomBytes(18).toString('hex')}`],
    ['a token of npm', `//registry.example.com/:_authToken=npm_${randomBytes(18).toString('hex')}`],
    ['a database with its password', `postgres://medadmin:${randomBytes(12).toString('hex')}@db.example.com/medadmin`],
  ])('control: finds %s', (_what, text) => {
    expect(scan(`const found = \`${text}\`;\n`)).toBe(1);
  });
});
