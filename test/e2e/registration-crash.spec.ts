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
import { BuiltServer } from '../support/built-server.js';
import { programFile } from '../support/programs.js';
import { TEST_SECRET } from '../support/start-app.js';

/** Commits of the reservation and the activation, each nested in its group, copy and rename; each before and after. */
const STEPS = 12;
/** Before the template's rename, which comes among the steps of the first registration; after it nothing is lost. */
const TEMPLATE_STEP = 5;
const START_MS = 20_000;

const started: Server[] = [];
const restarted: BuiltServer[] = [];

interface Server {
  readonly child: ChildProcess;
  readonly api: ApiClient;
}

/** Without one, it only counts the steps. */
interface Crash {
  readonly at: number;
  readonly how: 'kill' | 'throw' | '';
}

async function start(dataDir: string, crash: Crash = { at: 0, how: '' }): Promise<Server> {
  const child = fork(programFile('crashing-server.mjs'), {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      DATA_DIR: dataDir,
      RATE_LIMIT: 'off',
      JWT_SECRET: TEST_SECRET,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [message] = (await once(child, 'message', { signal: AbortSignal.timeout(START_MS) })) as [{ port: number }];
  const server = { child, api: new ApiClient(`http://127.0.0.1:${message.port}`) };
  started.push(server);
  await arm(server, crash);
  return server;
}

/** The next registration breaks off at a step. */
async function arm({ child }: Server, crash: Crash): Promise<void> {
  child.send(crash);
  await once(child, 'message');
}

/** The program as people start it, on what the broken one left. */
async function restart(dataDir: string): Promise<BuiltServer> {
  const server = await BuiltServer.start({ DATA_DIR: dataDir, JWT_SECRET: TEST_SECRET });
  restarted.push(server);
  return server;
}

async function kill({ child }: Server): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function register(
  server: Pick<Server, 'api'>,
  registration: object,
  key: string,
): Promise<Answer<SignedIn> | undefined> {
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
    for (const server of restarted.splice(0)) await server.stop();
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
      const after = await restart(dataDir);
      const hasCommitted = at === STEPS + 2;
      await expectNoRemains(dataDir, hasCommitted ? 1 : 0);
      const again = await register(after, registration, 'k');
      expect(again?.status).toBe(201);
      await expectNoRemains(dataDir, 1);
      const me = await after.api.as(again?.body.accessToken ?? '').get('/api/auth/me');
      expect(me.status).toBe(200);
      await rm(dataDir, { recursive: true });
    },
  );

  it('by an error while the template is made is undone at once, and the same registration succeeds', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'medadmin-'));
    const server = await start(dataDir, { at: TEMPLATE_STEP, how: 'throw' });
    await expectUndone(server, dataDir, 0);
    await rm(dataDir, { recursive: true });
  });

  it('at any other step by an error is undone at once, and the same registration succeeds', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'medadmin-'));
    const server = await start(dataDir);
    expect((await register(server, newRegistration(), 'first'))?.status).toBe(201);
    for (let at = 1; at <= STEPS; at += 1) {
      await arm(server, { at, how: 'throw' });
      await expectUndone(server, dataDir, at, at === STEPS ? at + 1 : at);
    }
    await rm(dataDir, { recursive: true });
  });
});

/** @param before companies that there are; @param left how many after the error. */
async function expectUndone(server: Server, dataDir: string, before: number, left = before): Promise<void> {
  const registration = newRegistration();
  const key = `key-${before}`;
  expect((await register(server, registration, key))?.status).toBeGreaterThanOrEqual(500);
  await expectNoRemains(dataDir, left);
  await arm(server, { at: 0, how: '' });
  expect((await register(server, registration, key))?.status).toBe(201);
  await expectNoRemains(dataDir, before + 1);
}
