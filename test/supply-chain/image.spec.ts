/** @engine none: about the image. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { lockfile } from '../support/lockfile.js';

interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** Instructions of the Dockerfile, stage by stage. */
function stages(): Instruction[][] {
  const text = readFileSync('Dockerfile', 'utf8')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n/g, ' ');
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const all = lines.map((line) => {
    const [, name = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
    return { name, rest: rest.trim() };
  });
  return all.reduce<Instruction[][]>((found, one) => {
    if (one.name === 'FROM') return [...found, [one]];
    found.at(-1)?.push(one);
    return found;
  }, []);
}

const final = (): Instruction[] => stages().at(-1) ?? [];
const only = (name: string): string => final().find((one) => one.name === name)?.rest ?? '';
const environment = (): Record<string, string> =>
  Object.fromEntries([...only('ENV').matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]));

describe('the Dockerfile', () => {
  it('builds in stages of their own, of which only results are taken over', () => {
    expect(stages().map(([from]) => from?.rest)).toEqual([
      'node:20-bookworm-slim AS build',
      'node:20-bookworm-slim AS libraries',
      'node:20-bookworm-slim',
    ]);
    const text = (stage: Instruction[] | undefined): string => stage?.map(({ rest }) => rest).join('\n') ?? '';
    expect(text(stages()[0])).toContain('npm ci\n');
    expect(text(stages()[1])).toContain('npm ci --omit=dev');
    expect(
      final()
        .map(({ rest }) => rest)
        .join('\n'),
    ).not.toMatch(/npm |apt|curl/);
  });

  it('takes no package along that is for developers', () => {
    const [, { rest = '' } = {}] = (stages()[1] ?? []).filter(({ name }) => name === 'RUN' || name === 'FROM');
    const removed = /rm -r ([^&]*)$/.exec(rest)?.[1]?.split(' ') ?? [];
    const optional = Object.entries(lockfile()).filter(([, { devOptional }]) => devOptional);
    // Control: npm would leave them.
    expect(optional.length).toBeGreaterThan(0);
    expect(removed).toEqual(optional.map(([path]) => path));
  });

  it('copies what is there', () => {
    const copies = stages()
      .flat()
      .filter(({ name, rest }) => name === 'COPY' && !rest.startsWith('--from'));
    const sources = copies.flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1));
    expect(sources.length).toBeGreaterThan(3);
    expect(sources.filter((source) => !existsSync(source))).toEqual([]);
  });

  it('takes nothing of this machine along', () => {
    const ignored = readFileSync('.dockerignore', 'utf8').split('\n');
    for (const path of ['.git', '.env', '.jwt-secret', 'node_modules', 'dist', 'db.sqlite3*', 'tenant_databases/*']) {
      expect(ignored).toContain(path);
    }
  });

  it('runs without rights, writes to its volume only, and starts as the operating manual says', () => {
    expect(only('USER')).toBe('node');
    expect(only('VOLUME')).toBe(environment().DATA_DIR);
    expect(environment().BACKUP_DIR).toMatch(new RegExp(`^${environment().DATA_DIR}/`));
    const command = (JSON.parse(only('CMD')) as string[]).join(' ');
    expect(command).toBe('node dist/bundle/main.js');
    expect(readFileSync('docs/operating.md', 'utf8')).toContain(`\`${command}\``);
  });
});

/** As the Dockerfile would leave it: the packages that are not for developers, as links to the files that are here. */
function installProduction(folder: string): void {
  for (const [path, { dev, devOptional, link }] of Object.entries(lockfile())) {
    const isTaken = path.startsWith('node_modules/') && !dev && !devOptional && !link;
    if (isTaken && existsSync(path)) linkTree(path, join(folder, path));
  }
  cpSync('dist', join(folder, 'dist'), { recursive: true });
  cpSync('package.json', join(folder, 'package.json'));
}

/** Without packages inside of packages: they are entries of their own. */
function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.name === 'node_modules') continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else linkOrCopy(source, target);
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    mkdirSync(dirname(to), { recursive: true });
    cpSync(from, to);
  }
}

describe('an installation without development tools', () => {
  it('starts the server by the command of the image, and is healthy by its health check', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'medadmin-image-'));
    installProduction(folder);
    for (const name of ['jest', 'typescript']) expect(existsSync(join(folder, 'node_modules', name))).toBe(false);
    const [, ...args] = JSON.parse(only('CMD')) as string[];
    const env = { PATH: process.env.PATH, ...environment(), HOST: '127.0.0.1', PORT: '0', METRICS_PORT: '0' };
    const data = { DATA_DIR: join(folder, 'data'), BACKUP_DIR: join(folder, 'data/backups') };
    mkdirSync(data.DATA_DIR);
    const server = spawn(process.execPath, args, { cwd: folder, env: { ...env, ...data } });
    let output = '';
    server.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    server.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const ended = once(server, 'exit');
    while (!output.includes('"url"') && server.exitCode === null) await once(server.stdout, 'data');
    const port = /"url":"http:\/\/127\.0\.0\.1:(\d+)"/.exec(output)?.[1] ?? '';
    const [, , ...check] = JSON.parse(only('HEALTHCHECK').replace(/^.*?CMD /, '')) as string[];
    const healthy = (at: string) => spawnSync(process.execPath, ['-e', ...check], { env: { PORT: at } }).status;
    expect(healthy(port)).toBe(0);
    const metricsPort = /"metricsPort":(\d+)/.exec(output)?.[1] ?? '';
    expect((await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).status).toBe(200);
    server.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(healthy(port)).toBe(1);
    rmSync(folder, { recursive: true, force: true });
  });
});
