/** @engine sqlite: files are left behind by killed processes. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { ApiClient, newRegistration } from '../support/api-client.js';
import type { Answer, SignedIn } from '../support/api-client.js';
import { TEST_SECRET } from '../support/start-app.js';

/** Commits of the reservation and the activation, each nested in its group, copy and rename; each before and after. */
const STEPS = 12;
const START_MS = 20_000;

const started: Server[] = [];

interface Server {
  readonly child: ChildProcess;
  readonly api: ApiClient;
}

async function start(dataDir: string, crash: { at: number; how: string } = { at: 0, how: '' }): Promise<Server> {
  const child = fork(join(process.cwd(), 'test/support/crashing-server.mjs'), {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      DATA_DIR: dataDir,
      RATE_LIMIT: 'off',
      JWT_SECRET: TEST_SECRET,
      CRASH_AT: String(crash.at),
      CRASH_HOW: crash.how,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [message] = (await once(child, 'message', { signal: AbortSignal.timeout(START_MS) })) as [{ port: number }];
  const server = { child, api: new ApiClient(`http://127.0.0.1:${message.port}`) };
  started.push(server);
  return server;
}

async function kill({ child }: Server): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function register(server: Server, registration: object, key: string): Promise<Answer<SignedIn> | undefined> {
  return server.api
    .post<SignedIn>('/api/auth/register', registration, { 'Idempotency-Key': key })
    .catch(() => undefined);
}

/** Files of a folder that perhaps nobody needed yet. */
function filesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

/** Files and rows agree: one file per active company, nothing unfinished anywhere. */
async function expectNoRemains(dataDir: string, companies: number): Promise<void> {
  const tenants = await filesIn(join(dataDir, 'tenant_databases'));
  const work = await filesIn(join(dataDir, 'tenant_databases/.work'));
  const master = new Database(join(dataDir, 'db.sqlite3'), { readonly: true });
  const rows = master.prepare('SELECT status, database_name FROM master_company').all() as Record<string, string>[];
  const users = master.prepare('SELECT count(*) FROM master_user').pluck().get();
  master.close();
  expect(rows.map((row) => row.status)).toEqual(Array.from({ length: companies }, () => 'active'));
  expect(tenants.filter((file) => file.endsWith('.sqlite3')).sort()).toEqual(
    rows.map((row) => `${row.database_name}.sqlite3`).sort(),
  );
  expect(work.filter((file) => !/^template_[0-9a-f]{16}\.sqlite3$/.test(file))).toEqual([]);
  expect(users).toBe(companies);
}

describe('a registration that breaks off', () => {
  afterEach(async () => {
    for (const server of started.splice(0)) await kill(server);
  });

  it('passes the steps that the tests below break', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'medadmin-'));
    const server = await start(dataDir);
    expect((await register(server, newRegistration(), 'k'))?.status).toBe(201);
    server.child.send('steps');
    const [{ steps }] = (await once(server.child, 'message')) as [{ steps: number }];
    // Building the template, once per data folder, renames a file too: two steps more.
    expect(steps).toBe(STEPS + 2);
    await kill(server);
    await rm(dataDir, { recursive: true });
  });

  it.each(Array.from({ length: STEPS + 2 }, (_, index) => index + 1))(
    'at step %i by kill -9 leaves nothing after a restart, and the same registration succeeds',
    async (at) => {
      const dataDir = await mkdtemp(join(tmpdir(), 'medadmin-'));
      const registration = newRegistration();
      const broken = await start(dataDir, { at, how: 'kill' });
      expect(await register(broken, registration, 'k')).toBeUndefined();
      await kill(broken);
      const restarted = await start(dataDir);
      const hasCommitted = at === STEPS + 2;
      await expectNoRemains(dataDir, hasCommitted ? 1 : 0);
      const again = await register(restarted, registration, 'k');
      expect(again?.status).toBe(201);
      await expectNoRemains(dataDir, 1);
      const me = await restarted.api.as(again?.body.accessToken ?? '').get('/api/auth/me');
      expect(me.status).toBe(200);
      await kill(restarted);
      await rm(dataDir, { recursive: true });
    },
  );

  // An error after step 6, the template's rename, loses nothing: the template is there.
  it.each(Array.from({ length: STEPS + 2 }, (_, index) => index + 1).filter((at) => at !== 6))(
    'at step %i by an error is undone at once, and the same registration succeeds',
    async (at) => {
      const dataDir = await mkdtemp(join(tmpdir(), 'medadmin-'));
      const registration = newRegistration();
      const server = await start(dataDir, { at, how: 'throw' });
      const first = await register(server, registration, 'k');
      expect(first?.status).toBeGreaterThanOrEqual(500);
      const hasCommitted = at === STEPS + 2;
      await expectNoRemains(dataDir, hasCommitted ? 1 : 0);
      expect((await register(server, registration, 'k'))?.status).toBe(201);
      await expectNoRemains(dataDir, 1);
      await kill(server);
      await rm(dataDir, { recursive: true });
    },
  );
});
