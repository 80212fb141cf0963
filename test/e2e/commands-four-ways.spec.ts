/** @engine sqlite: about how commands are started, which takes minutes and has nothing to do with the engine. */
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommandLine } from '../support/command-line.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** `nest start` takes some 5 seconds, and 30 where many other programs want the processor. */
const BUILD_TIMEOUT_MS = 180_000;

/** Of a file of TypeScript's settings. */
interface Config {
  readonly compilerOptions: object;
}

/** `nest start` builds, so this works on a copy of its own: the other tests' dist/ stays as it is. */
describe('the four ways of starting a command', () => {
  let checkout: CommandLine;

  beforeAll(() => {
    checkout = new CommandLine();
    for (const name of ['src', 'package.json', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json', 'dist/bundle'])
      cpSync(`${ROOT}${name}`, checkout.path(name), { recursive: true });
    symlinkSync(`${ROOT}node_modules`, checkout.path('node_modules'));
    // It is about how commands are started. Whether types are right is said by the build before all tests, in half the time.
    configure(({ compilerOptions, ...rest }) => ({ ...rest, compilerOptions: { ...compilerOptions, noCheck: true } }));
  });

  afterAll(() => checkout.remove());

  function configure(change: (config: Config) => object): void {
    const file = checkout.path('tsconfig.build.json');
    writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')) as Config)));
  }

  it(
    'nest start cli <command>, literally',
    async () => {
      const listed = await checkout.start('npx', ['nest', 'start', 'cli', 'list-tenants']);
      expect(listed).toMatchObject({ code: 0, stdout: 'Found 0 companies.\n' });
      // All is built now; what is told to commands does not depend on how much the next starts build again. Nor do they compare
      // that with what this one has kept of everything, which takes as long as building it.
      configure(({ compilerOptions }) => ({
        extends: './tsconfig.json',
        compilerOptions: { ...compilerOptions, noResolve: true, types: [], tsBuildInfoFile: 'dist/.one-file' },
        files: ['src/cli/main.ts'],
      }));
    },
    BUILD_TIMEOUT_MS,
  );

  it(
    'nest start cli <command> with options, those of nest among them, and the exit code of the command',
    async () => {
      const args = ['nest', 'start', 'cli', 'migrate-tenants', '--company', 'nobody', '--no-type-check'];
      const unknown = await checkout.start('npx', args);
      expect(unknown).toMatchObject({ code: 1, stdout: '' });
      expect(unknown.stderr).toContain('medadmin: There is no company nobody.');
    },
    BUILD_TIMEOUT_MS,
  );

  it(
    'nest start cli -- <command>',
    async () => {
      const { code, stdout } = await checkout.start('npx', ['nest', 'start', 'cli', '--', 'list-tenants', '--json']);
      expect({ code, document: JSON.parse(stdout) }).toEqual({ code: 0, document: { companies: [] } });
    },
    BUILD_TIMEOUT_MS,
  );

  it('npx medadmin <command>', async () => {
    const { code, stdout } = await checkout.start('npx', ['medadmin', 'list-tenants']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Found 0 companies.\n' });
  });

  it('npm run cli -- <command>', async () => {
    const { code, stdout } = await checkout.start('npm', ['run', '--silent', 'cli', '--', 'list-tenants']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Found 0 companies.\n' });
  });

  it.each([
    ['npm', ['run', 'cli']],
    ['npx', ['medadmin']],
    ['npx', ['nest', 'start', 'cli']],
  ])(
    'shows help when %s %j names no command',
    async (program, args) => {
      const { code, stdout } = await checkout.start(program, args);
      expect(code).toBe(2);
      expect(stdout).toContain('Usage: medadmin ');
    },
    BUILD_TIMEOUT_MS,
  );
});
