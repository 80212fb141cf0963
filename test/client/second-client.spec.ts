/** @engine none: makes a client of the document, which is the same on both. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BuiltServer } from '../support/built-server.js';
import { run, runProgram } from '../support/run-program.js';

const STORY = resolve('test/support/second-client/story.ts');
const TSC = resolve('node_modules/typescript/bin/tsc');
/** What a registry would have given: this installation's own copies. */
const DEPENDENCIES = ['openapi-fetch', 'openapi-typescript-helpers'];
const NPM = {
  ...{ npm_config_offline: 'true', npm_config_audit: 'false', npm_config_fund: 'false' },
  // The client is built before it is packed, also when this was started by an npm that was told to run no scripts.
  npm_config_ignore_scripts: 'false',
};

describe('the package of the client, installed by another team', () => {
  const folder = mkdtempSync(join(tmpdir(), 'medadmin-second-client-'));
  const npm = async (args: readonly string[], cwd: string): Promise<void> => {
    const { code, stderr } = await run('npm', [...args, '--no-update-notifier'], NPM, cwd);
    if (code !== 0) throw new Error(`npm ${args[0]} ended with ${code}: ${stderr}`);
  };
  const pack = (what: string, ...options: string[]): Promise<void> =>
    npm(['pack', what, '--pack-destination', folder, ...options], process.cwd());

  beforeAll(async () => {
    await pack('./web/src/api');
    for (const name of DEPENDENCIES) await pack(`./node_modules/${name}`, '--ignore-scripts');
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'another-team', type: 'module' }));
    const archives = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
    expect(archives).toHaveLength(3);
    await npm(['install', ...archives.map((name) => `./${name}`)], folder);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('brings types and code and nothing else', () => {
    const home = join(folder, 'node_modules/@medadmin/client');
    const { dependencies } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { dependencies: object };
    expect(Object.keys(dependencies)).toEqual(['openapi-fetch']);
    expect(readdirSync(home).sort()).toEqual(['README.md', 'dist', 'package.json']);
    for (const file of ['index.js', 'index.d.ts']) expect(existsSync(join(home, 'dist', file))).toBe(true);
    expect(readdirSync(join(home, 'dist')).filter((name) => /\.spec\.|tsbuildinfo/.test(name))).toEqual([]);
  });

  /** Compiles two programs at once: one is right, the other asks for what the API has not. */
  async function compile(): Promise<string[]> {
    const story = readFileSync(STORY, 'utf8');
    writeFileSync(join(folder, 'story.ts'), story);
    writeFileSync(
      join(folder, 'wrong.ts'),
      story.replace("sort: 'lastName'", 'sort: 1').replace("'/api/doctors'", "'/x'"),
    );
    const compilerOptions = {
      ...{ target: 'ES2023', lib: ['ES2023'], module: 'nodenext', strict: true, exactOptionalPropertyTypes: true },
      ...{ typeRoots: [resolve('node_modules/@types')], types: ['node'] },
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['story.ts', 'wrong.ts'] }));
    const { stdout } = await runProgram(TSC, [], {}, folder);
    return stdout.split('\n').filter((line) => /error TS\d+/.test(line));
  }

  it('registers, signs in, creates and lists, in a program whose types are checked', async () => {
    const errors = await compile();
    expect(errors.filter((error) => !error.startsWith('wrong.ts'))).toEqual([]);
    expect(errors.length).toBeGreaterThanOrEqual(2);
    const server = await BuiltServer.start();
    try {
      const { code, stdout, stderr } = await runProgram(join(folder, 'story.js'), [server.url], {}, folder);
      expect([code, stderr]).toEqual([0, '']);
      expect(JSON.parse(stdout)).toEqual({
        company: 'City Hospital',
        id: 1,
        code: 'already-exists',
        names: ['Hopper'],
      });
    } finally {
      await server.stop();
    }
  });
});
