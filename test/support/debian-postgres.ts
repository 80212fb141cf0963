import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, librariesIn, run, unpackDebian } from './debian-packages.js';
import { postgresUrl } from './postgres-url.js';

/** The oldest that the program runs on. */
const PACKAGES = ['postgresql-15', 'postgresql-client-15', 'libpq5'];
const INSTALLED = '/usr/lib/postgresql';
const NEEDED = ['initdb', 'postgres', 'pg_dump', 'psql'];
const NOBODY = 65_534;
const IS_ROOT = process.getuid?.() === 0;
const PATIENCE_MS = 20_000;

/** A PostgreSQL with its own tools, which the one of the tests does not have: installed, or out of Debian's packages. */
export class DebianPostgres {
  private readonly servers: ChildProcess[] = [];

  private constructor(
    private readonly folder: string,
    private readonly programs: string,
  ) {}

  /** @returns undefined where there is none and none can be had. */
  static async find(): Promise<DebianPostgres | undefined> {
    const folder = mkdtempSync(join(tmpdir(), 'medadmin-debian-'));
    chmodSync(folder, 0o755);
    const programs = programsIn(INSTALLED) ?? (await downloaded(folder).catch(() => undefined));
    if (programs !== undefined) return new DebianPostgres(folder, programs);
    rmSync(folder, { recursive: true });
    return undefined;
  }

  /** Starts a new, empty server. @returns a URL of its administrator. */
  async start(): Promise<string> {
    const port = await freePort();
    const data = join(this.folder, `data-${port}`);
    mkdirSync(data, { mode: 0o700 });
    if (IS_ROOT) chownSync(data, NOBODY, NOBODY);
    await this.run('initdb', ['-D', data, '-U', 'postgres', '-E', 'UTF8', '--no-sync', '--auth', 'trust']);
    const flags = ['fsync=off', 'listen_addresses=127.0.0.1', 'unix_socket_directories='].flatMap((flag) => [
      '-c',
      flag,
    ]);
    const [program, args] = asNobody(this.path('postgres'), ['-D', data, '-p', String(port), ...flags]);
    this.servers.push(spawn(program, args, { env: this.environment, stdio: 'ignore' }));
    const url = postgresUrl('postgres', `127.0.0.1:${port}`, 'postgres');
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        await this.run('psql', [url, '-c', 'SELECT 1']);
        return url;
      } catch (error) {
        if (Date.now() > deadline) throw error;
      }
      await sleep(100);
    }
  }

  /** Runs one of its programs. @returns what it prints. */
  async run(name: string, args: readonly string[]): Promise<string> {
    const [program, all] = asNobody(this.path(name), args);
    const { stdout } = await run(program, all, { env: this.environment, cwd: this.folder, maxBuffer: 100_000_000 });
    return stdout;
  }

  async stop(): Promise<void> {
    for (const server of this.servers) {
      const ended = new Promise((resolve) => server.once('close', resolve));
      if (server.kill('SIGINT')) await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private path(name: string): string {
    return join(this.programs, name);
  }

  private get environment(): NodeJS.ProcessEnv {
    return { PATH: process.env.PATH, LD_LIBRARY_PATH: librariesIn(this.folder) };
  }
}

/** A server refuses to run as root. */
function asNobody(program: string, args: readonly string[]): [string, string[]] {
  return IS_ROOT
    ? ['setpriv', ['--reuid=nobody', '--regid=nogroup', '--clear-groups', program, ...args]]
    : [program, [...args]];
}

async function downloaded(folder: string): Promise<string | undefined> {
  await unpackDebian(folder, PACKAGES);
  return programsIn(join(folder, INSTALLED));
}

function programsIn(folder: string): string | undefined {
  const versions = existsSync(folder) ? readdirSync(folder) : [];
  const places = versions.map((version) => join(folder, version, 'bin'));
  return places.find((place) => NEEDED.every((name) => existsSync(join(place, name))));
}
