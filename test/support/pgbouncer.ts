import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort, librariesIn, run, unpackDebian } from './debian-packages.js';

/** Debian's packages of it and of the libraries that not every system has. */
const PACKAGES = ['pgbouncer', 'libc-ares2', 'libevent-2.1-7'];
const NOT_ROOT = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
const PATIENCE_MS = 10_000;

interface Program {
  readonly path: string;
  readonly libraries: string;
}

/** A PgBouncer in transaction mode before the PostgreSQL of the tests. */
export class PgBouncer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    readonly port: number,
  ) {}

  /**
   * @param server of an administrator, whose password every role is looked up with.
   * @returns undefined where there is none and none can be had: it is installed, or Debian's packages are at hand.
   */
  static async start(server: URL): Promise<PgBouncer | undefined> {
    const folder = mkdtempSync(join(tmpdir(), 'medadmin-pgbouncer-'));
    chmodSync(folder, 0o755);
    const program = installed() ?? (await downloaded(folder).catch(() => undefined));
    if (program === undefined) {
      rmSync(folder, { recursive: true });
      return undefined;
    }
    const port = await freePort();
    writeFileSync(join(folder, 'users.txt'), `"${server.username}" "${server.password}"\n`);
    writeFileSync(join(folder, 'pgbouncer.ini'), configuration(server, port, folder));
    const env = { ...process.env, LD_LIBRARY_PATH: program.libraries };
    const child = spawn(program.path, [...NOT_ROOT, '-q', join(folder, 'pgbouncer.ini')], { env, stdio: 'ignore' });
    const bouncer = new PgBouncer(child, folder, port);
    await bouncer.isReady(server);
    return bouncer;
  }

  /** A URL of the server's, through this. */
  through(url: string): string {
    const through = new URL(url);
    through.hostname = '127.0.0.1';
    through.port = String(this.port);
    return through.href;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('close', resolve));
    if (this.child.exitCode === null && this.child.kill('SIGKILL')) await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async isReady(server: URL): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const client = new pg.Client({ connectionString: this.through(server.href) });
      try {
        await client.connect();
        await client.end();
        return;
      } catch (error) {
        if (Date.now() > deadline || this.child.exitCode !== null) throw error;
      }
      await sleep(50);
    }
  }
}

/** What matters of compose.yaml's, and as few connections as possible. */
function configuration({ hostname, port: serverPort, username }: URL, port: number, folder: string): string {
  return `[databases]
* = host=${hostname} port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
pool_mode = transaction
default_pool_size = 2
max_client_conn = 500
server_idle_timeout = 1
auth_type = scram-sha-256
auth_file = ${join(folder, 'users.txt')}
auth_user = ${username}
`;
}

function installed(): Program | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  const path = folders.map((folder) => join(folder, 'pgbouncer')).find((file) => existsSync(file));
  return path === undefined ? undefined : { path, libraries: '' };
}

async function downloaded(folder: string): Promise<Program> {
  await unpackDebian(folder, PACKAGES);
  const path = join(folder, 'usr/sbin/pgbouncer');
  const libraries = librariesIn(folder);
  await run(path, ['--version'], { env: { LD_LIBRARY_PATH: libraries } });
  return { path, libraries };
}
