/** @engine none: how developers start the program. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CheckoutCopy } from '../support/checkout-copy.js';

const PATIENCE_MS = 300_000;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('npm run dev', () => {
  const checkout = new CheckoutCopy();
  const hasPages = existsSync(checkout.path('web', 'vite.config.ts'));
  let child: ChildProcess;
  let api: string;
  let pages: string;
  let output = '';

  const until = async <Result>(look: () => Promise<Result | undefined | false>): Promise<Result> => {
    for (;;) {
      const found = await look().catch(() => undefined);
      if (found) return found;
      if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}: ${output}`);
      await sleep(100);
    }
  };
  const textOf = async (url: string): Promise<string> => (await fetch(url)).text();
  const shows = (url: string, text: string) => until(async () => (await textOf(url)).includes(text));
  /** Processes that have to do with this checkout, by their command lines. */
  const processes = (): string[] =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => {
        try {
          return readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        } catch {
          return '';
        }
      })
      .filter((line) => line.includes(checkout.root));

  beforeAll(async () => {
    const [port, webPort] = [await freePort(), await freePort()];
    api = `http://127.0.0.1:${port}`;
    pages = `http://localhost:${webPort}`;
    const { PATH = '', HOME = '' } = process.env;
    // Settings of this machine that it must not hear.
    const env = {
      PATH,
      HOME,
      PORT: String(port),
      WEB_PORT: String(webPort),
      DATA_DIR: '/nowhere',
      JWT_SECRET: 'short',
    };
    child = spawn(process.execPath, [checkout.path('scripts/dev.mjs')], { cwd: checkout.root, env });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await until(() => Promise.resolve(output.includes('Sign in')));
  }, PATIENCE_MS);
  afterAll(() => {
    child.kill('SIGKILL');
    checkout.remove();
  });

  it('serves two demo clinics, whose sign-in it prints, on data of its own', async () => {
    const password = /Password: (.+)/.exec(output)?.[1];
    for (const username of ['ada.brown', 'ben.carter', 'root']) {
      expect(output).toContain(username);
      const headers = { 'Content-Type': 'application/json' };
      const body = JSON.stringify({ username, password });
      const answer = await fetch(`${hasPages ? pages : api}/api/auth/login`, { method: 'POST', headers, body });
      expect([username, answer.status]).toEqual([username, 200]);
    }
    expect(existsSync(checkout.path('.dev', 'tenant_databases', 'tenant_city_hospital.sqlite3'))).toBe(true);
    expect(existsSync(checkout.path('db.sqlite3'))).toBe(false);
  });

  it(
    'serves what the sources have become',
    async () => {
      expect(await textOf(`${api}/health/live`)).toContain('alive');
      checkout.change(
        'src/http/health.controller.ts',
        "return { status: 'alive' }",
        "return { status: 'awake' as 'alive' }",
      );
      await shows(`${api}/health/live`, 'awake');
      if (!hasPages) return;
      checkout.change('web/index.html', '<title>medadmin', '<title>changed');
      await shows(`${pages}/`, '<title>changed');
    },
    PATIENCE_MS,
  );

  it(
    'says what does not compile, and goes on with what did',
    async () => {
      checkout.change('src/http/health.controller.ts', "{ status: 'awake' as 'alive' }", '{ status: 1 }');
      await until(() => Promise.resolve(/health\.controller\.ts.*error TS/.test(output)));
      expect(await textOf(`${api}/health/live`)).toContain('awake');
    },
    PATIENCE_MS,
  );

  it('leaves no process behind', async () => {
    expect(processes().length).toBeGreaterThanOrEqual(2);
    child.kill('SIGTERM');
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect(code).toBe(0);
    expect(processes()).toEqual([]);
    await expect(fetch(`${api}/health/live`)).rejects.toThrow();
  });
});
