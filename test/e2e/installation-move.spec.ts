/** @engine sqlite: an installation in files is moved to a server of its own. */
import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { MASTER_SCHEMAS } from '../../src/app.module.js';
import { SystemClock } from '../../src/common/index.js';
import { loadSettings } from '../../src/config/index.js';
import type { DatabaseEngine } from '../../src/database/index.js';
import { MasterMoving } from '../../src/fleet/index.js';
import { ScratchPostgres } from '../../src/make-migrations/index.js';
import { BuiltServer } from '../support/built-server.js';
import { CommandLine } from '../support/command-line.js';
import type { CommandResult } from '../support/command-line.js';
import { hashOf, runLifeChild } from '../support/life-files.js';
import { ApiClient } from '../support/api-client.js';
import { programFile } from '../support/programs.js';
import { postgresUrl } from '../support/postgres-url.js';
import { ServerGate } from '../support/server-gate.js';
import { directly, ENCRYPTION_KEY } from '../support/test-engine.js';

type Env = Readonly<Record<string, string>>;

const CHILD = programFile('installation-child.mjs');
/** It is frozen; its copy is about to take its place; it has. */
const SOME = ['freeze 1 after', 'rename 1 before', 'rename 1 after'];
const MOVE = ['move-installation', '--to', 'postgres'];
const MASTER = 'db.sqlite3';
const TRIGGERS = "SELECT name FROM sqlite_schema WHERE type = 'trigger'";
const FROZEN = `${TRIGGERS} AND name LIKE 'medadmin_frozen%'`;
/** Longer than a process may be that is at a move. */
const SILENT_MS = 60_000;
const POLL_MS = 5;
const LONG_MS = 600_000;

describe('move-installation', () => {
  let server: ScratchPostgres;
  const made: CommandLine[] = [];
  const started: BuiltServer[] = [];

  beforeAll(async () => {
    server = await ScratchPostgres.start();
  });
  afterAll(async () => {
    for (const each of started) await each.stop();
    for (const commandLine of made) await commandLine.remove();
    await server.stop();
  });

  /** Where an installation goes to, whose databases are called `<prefix>_…`. */
  function settings(
    prefix: string,
    more: Env = {},
    port = server.connection.port,
  ): { readonly before: Env; readonly after: Env } {
    const { user } = server.connection;
    const at = (role: string, database: string): string => postgresUrl(role, `127.0.0.1:${port}`, database);
    const before = {
      DATABASE_URL: at(`${prefix}_app`, `${prefix}_master`),
      POSTGRES_ADMIN_URL: at(user, 'postgres'),
      ...more,
    };
    return { before, after: { ...before, DATABASE_ENGINE: 'postgres' } };
  }

  async function onServer<Row>(database: string, sql: string): Promise<Row[]> {
    const client = new pg.Client({ ...server.connection, database });
    await client.connect();
    try {
      return (await client.query(sql)).rows as Row[];
    } finally {
      await client.end();
    }
  }

  function folder(from?: CommandLine): CommandLine {
    const commandLine = new CommandLine();
    if (from !== undefined) cpSync(from.folder, commandLine.folder, { recursive: true });
    made.push(commandLine);
    return commandLine;
  }

  /** What clients can see of a clinic. */
  async function seen(api: ApiClient): Promise<unknown[]> {
    const paths = ['doctors', 'patients', 'appointments'].map((what) => `/api/${what}?sort=id&pageSize=100`);
    const answers: unknown[] = [];
    for (const path of [...paths, '/api/subscription', '/api/subscription/usage', '/api/company']) {
      const { status, body } = await api.get(path);
      // A database is not of the same size on both engines.
      answers.push([path, status, JSON.stringify(body).replace(/"storageBytes":\{"used":.*?\}/, '')]);
    }
    return answers;
  }

  it(
    'moves companies while they are served, the master database when nobody has it open, and goes on where it ended',
    async () => {
      const medadmin = folder();
      const { before, after } = settings('story', { TENANT_ENCRYPTION_KEY: ENCRYPTION_KEY });
      const run = (env: Env, ...args: string[]): Promise<CommandResult> => medadmin.run(args, { env });
      const [seeded] = [await run(before, 'seed')];
      const [, username, password] = /Sign in as (\S+) with password (\S+)/.exec(seeded.stdout) ?? [];
      const listed = (await run(before, 'list-tenants')).stdout;
      const serve = async (env: Env): Promise<BuiltServer> => {
        started.push(await BuiltServer.start({ DATA_DIR: medadmin.folder, ...env }));
        return started.at(-1)!;
      };

      const old = await serve(before);
      const { accessToken } = (await old.api.post<{ accessToken: string }>('/api/auth/login', { username, password }))
        .body;
      const was = await seen(new ApiClient(old.url, accessToken));
      const hash = hashOf(medadmin.path(MASTER));
      const dry = await run(before, ...MOVE, '--dry-run', '--json');
      expect([dry.code, JSON.parse(dry.stdout)]).toMatchObject([
        0,
        { companies: [{ slug: 'city-hospital' }, { slug: 'county-clinic' }], obstacles: [], notes: [/Servers run/] },
      ]);
      expect(hashOf(medadmin.path(MASTER))).toBe(hash);
      expect(await onServer('postgres', "SELECT datname FROM pg_database WHERE datname LIKE 'story%'")).toEqual([]);

      const first = await run(before, ...MOVE);
      expect([first.code, first.stderr]).toEqual([1, expect.stringContaining('stop them all')]);
      expect(first.stdout).toMatch(/^city-hospital: moved to postgres.*\ncounty-clinic: moved/);
      expect(await seen(new ApiClient(old.url, accessToken))).toEqual(was);
      await old.stop();

      const second = await run(before, ...MOVE, '--json');
      expect(second.stderr).toBe('');
      expect(JSON.parse(second.stdout)).toMatchObject({
        companies: [],
        master: { tables: { master_company: { rows: 2 }, master_user: { rows: 2 } } },
        settings: { DATABASE_ENGINE: 'postgres' },
      });
      const late = await run(before, 'list-tenants');
      expect([late.code, late.stderr]).toEqual([1, expect.stringContaining('set DATABASE_ENGINE=postgres')]);
      expect((await run(before, ...MOVE)).stdout).toContain('It was moved before.');

      const now = await serve(after);
      const api = new ApiClient(now.url, accessToken);
      expect(await seen(api)).toEqual(was);
      expect((await now.api.post('/api/auth/login', { username, password })).status).toBe(200);
      const patient = await api.post<{ id: number }>('/api/patients', { firstName: 'New', lastName: 'Here' });
      expect(patient.status).toBe(201);
      await now.stop();
      expect((await run(after, 'list-tenants')).stdout).toBe(listed);
      for (const args of [['check-tenants'], ['verify-audit', '--all']])
        expect(await run(after, ...args)).toMatchObject({ code: 0 });
      const places = 'SELECT company_id FROM database_place';
      expect(await onServer('story_master', places)).toEqual([]);

      expect((await run(after, 'move-installation', '--confirm')).code).toBe(2);
      expect((await run(after, 'move-installation', '--confirm', '--yes')).stdout).toMatch(
        /^Removed 2 .* master database/,
      );
      expect(existsSync(medadmin.path(MASTER))).toBe(false);
      expect((await run(after, 'list-tenants')).stdout).toBe(listed);
    },
    LONG_MS,
  );

  describe('whose companies are on the server', () => {
    let moved: CommandLine;
    let names: string;
    let env: ReturnType<typeof settings>;

    beforeAll(async () => {
      moved = folder();
      env = settings('crash');
      names = (await moved.run(['seed'], { env: env.before }).then(() => moved.run(['list-tenants']))).stdout;
      const { code } = await moved.run(['drain-server', 'sqlite', '--to', 'postgres'], { env: env.before });
      expect(code).toBe(0);
    }, LONG_MS);
    beforeEach(async () => {
      const sql =
        "SELECT datname FROM pg_database WHERE datname LIKE 'crash\\_master' OR datname LIKE 'crash\\_scratch\\_inst%'";
      for (const { datname } of await onServer<{ datname: string }>('postgres', sql))
        await onServer('postgres', `DROP DATABASE ${datname} WITH (FORCE)`);
    });

    /** Runs the move in a process that is killed. @returns its steps; null when it was. */
    async function child(commandLine: CommandLine, more: Env): Promise<string[] | null> {
      const options = { env: { ...env.before, ...more } };
      const { code, stdout, stderr } = await commandLine.start(process.execPath, [CHILD], options);
      if (code === null) return null;
      if (code !== 0) throw new Error(stderr);
      return JSON.parse(stdout) as string[];
    }

    /** Which of both sides serve: the file, the server. The file is asked first, for that may take a move back. */
    async function serving(commandLine: CommandLine, { before, after } = env): Promise<string[]> {
      const file = await commandLine.run(['list-tenants'], { env: before });
      const onThere = await commandLine.run(['list-tenants'], { env: after });
      const sides = { file, server: onThere };
      return Object.entries(sides).flatMap(([side, { code, stdout }]) =>
        code === 0 && stdout === names ? [side] : [],
      );
    }

    async function crash(at: string): Promise<string[]> {
      const commandLine = folder(moved);
      expect(await child(commandLine, { CRASH_AT: at })).toBeNull();
      const sides = await serving(commandLine);
      if (sides[0] === 'file') expect(commandLine.rows(MASTER, TRIGGERS)).toEqual([]);
      expect((await commandLine.run(MOVE, { env: env.before })).code).toBe(0);
      expect(await serving(commandLine)).toEqual(['server']);
      return sides;
    }

    /** A move that is to be made by this process. */
    async function inThisProcess(
      { folder: DATA_DIR }: CommandLine,
      before: Env,
    ): Promise<{ moving: MasterMoving; home: DatabaseEngine; target: DatabaseEngine }> {
      const schema = {
        entities: MASTER_SCHEMAS.flatMap(({ entities }) => entities),
        migrations: MASTER_SCHEMAS.flatMap(({ migrations }) => migrations),
      };
      const parts = { settings: loadSettings({ ...before, DATA_DIR }), clock: new SystemClock() };
      const moving = await MasterMoving.of({ ...parts, schema, tenants: {} as never });
      return { moving, ...(moving as unknown as Record<'home' | 'target', DatabaseEngine>) };
    }

    /** As if a process on another host were at the move, which was last heard of so long ago. */
    async function elsewhere({ folder: dataDir }: CommandLine, silentMs: number): Promise<void> {
      const renewedAt = new Date(Date.now() - silentMs).toISOString().replace('T', ' ').replace('Z', '');
      const sql = `UPDATE installation_move SET owner = 'elsewhere/1/2/3', renewed_at = '${renewedAt}'`;
      await directly(dataDir, 'master', sql);
    }

    it(
      'is in files or on the server when the move is killed, at each of its steps, and is moved by another run',
      async () => {
        const all = (await child(folder(moved), {})) ?? [];
        expect(all).toEqual(expect.arrayContaining(SOME));
        const outcomes = new Map<string, string[]>();
        for (const at of process.env.CRASH_STEPS === 'all' ? all : SOME) {
          await dropArrived();
          outcomes.set(at, await crash(at));
        }
        expect([...new Set([...outcomes.values()].map((sides) => sides.join()))].sort()).toEqual(['file', 'server']);
        expect(outcomes.get('rename 1 before')).toEqual(['file']);
        expect(outcomes.get('rename 1 after')).toEqual(['server']);
      },
      LONG_MS,
    );

    it(
      'would be in both without the step that is written down before',
      async () => {
        const commandLine = folder(moved);
        expect(await child(commandLine, { NAIVE: 'on', CRASH_AT: 'rename 1 after' })).toBeNull();
        expect(await serving(commandLine)).toEqual(['file', 'server']);
      },
      LONG_MS,
    );

    it(
      'is not taken back because another server does not have it',
      async () => {
        const commandLine = folder(moved);
        expect(await child(commandLine, { CRASH_AT: 'rename 1 after' })).toBeNull();
        const another = {
          ...env.before,
          DATABASE_URL: String(env.before.DATABASE_URL).replace('crash_master', 'another_master'),
        };
        const { code, stderr } = await commandLine.run(['list-tenants'], { env: another });
        expect([code, stderr]).toEqual([1, expect.stringContaining('broke off at its last step')]);
        expect(await serving(commandLine)).toEqual(['server']);
      },
      LONG_MS,
    );

    it(
      'stays in files, and takes writes, when the copy differs, somebody signs up, or a server begins to run',
      async () => {
        const commandLine = folder(moved);
        const { moving, home, target } = await inThisProcess(commandLine, env.before);
        const settled = async (): Promise<void> => {
          expect(await home.read('master', 'SELECT state FROM installation_move')).toEqual([]);
          await home.withSchema('master', (session) => session.query("UPDATE master_company SET phone = '+49 30 1'"));
        };

        const spy = jest.spyOn(target.moving, 'continueAfter').mockImplementation(async (name) => {
          await target.withSchema(name, (session) => session.query("UPDATE master_user SET first_name = 'Other'"));
        });
        await expect(moving.move()).rejects.toThrow('master_user has other values');
        spy.mockRestore();
        await settled();

        await home.withSchema('master', (session) => session.query('DELETE FROM database_place WHERE company_id = 2'));
        await expect(moving.move()).rejects.toThrow('1 companies are in files still');
        await settled();

        const freeze = home.moving.freeze.bind(home.moving);
        const open = home.dataSource('master', { entities: [] });
        jest.spyOn(home.moving, 'freeze').mockImplementation(async (...given) => {
          await open.initialize();
          await freeze(...given);
        });
        await expect(moving.move()).rejects.toThrow('has the master database open');
        await open.destroy();
        await settled();
        await moving.close();
      },
      LONG_MS,
    );

    it(
      'has moved or has not when the server goes away at the last step, and is not served before that was asked',
      async () => {
        const gate = await new ServerGate(server.connection.port).open();
        const gated = settings('crash', {}, gate.port);
        for (const isRenamed of [false, true]) {
          const commandLine = folder(moved);
          const { moving, target } = await inThisProcess(commandLine, gated.before);
          const rename = target.rename.bind(target);
          jest.spyOn(target, 'rename').mockImplementation(async (...given) => {
            if (isRenamed) await rename(...given);
            await gate.close();
            return rename(...given);
          });
          await expect(moving.move()).rejects.toThrow('cannot be reached');
          await moving.close();
          const refusal = async (): Promise<string> =>
            (await commandLine.run(['list-tenants'], { env: gated.before })).stderr;
          // Only its own host knows whether a process is gone: it is waited for.
          await elsewhere(commandLine, 0);
          expect(await refusal()).toContain('is being moved to PostgreSQL at the moment');
          await elsewhere(commandLine, SILENT_MS);
          expect(await refusal()).toContain('broke off at its last step');
          await gate.open();
          expect(await serving(commandLine, gated)).toEqual([isRenamed ? 'server' : 'file']);
          if (!isRenamed) expect(commandLine.rows(MASTER, TRIGGERS)).toEqual([]);
        }
        await gate.close();
      },
      LONG_MS,
    );

    it(
      'is not moved any more by a process that was silent for so long that another one took the move back',
      async () => {
        const commandLine = folder(moved);
        const { moving, target } = await inThisProcess(commandLine, env.before);
        const prepare = target.moving.prepareMaster.bind(target.moving);
        jest.spyOn(target.moving, 'prepareMaster').mockImplementation(async (name) => {
          await elsewhere(commandLine, SILENT_MS);
          expect((await commandLine.run(['list-tenants'], { env: env.before })).code).toBe(0);
          await prepare(name);
        });
        await expect(moving.move()).rejects.toThrow('is being moved to PostgreSQL at the moment');
        await moving.close();
        expect(await serving(commandLine)).toEqual(['file']);
      },
      LONG_MS,
    );

    it('begins no new installation beside databases of companies', async () => {
      const { code, stderr } = await folder().run(['list-tenants'], { env: env.after });
      expect([code, stderr]).toEqual([1, expect.stringContaining('no master database')]);
    });

    async function dropArrived(): Promise<void> {
      const sql = "SELECT datname FROM pg_database WHERE datname = 'crash_master'";
      if ((await onServer('postgres', sql)).length > 0)
        await onServer('postgres', 'DROP DATABASE crash_master WITH (FORCE)');
    }
  });

  it(
    'goes on with a company in the middle of whose move it was killed, also after the master database was restored',
    async () => {
      const medadmin = folder();
      const { before, after } = settings('killed');
      const run = (...args: string[]): Promise<CommandResult> => medadmin.run(args, { env: before });
      await run('seed');
      const listed = (await run('list-tenants')).stdout;
      const { file } = JSON.parse((await run('backup-tenant', '--master', '--json')).stdout) as { file: string };
      const company = 'tenant_databases/tenant_city_hospital.sqlite3';

      const task = { step: 'move', companyId: 1, input: 'postgres', env: before };
      expect(await runLifeChild(medadmin, task, 'freeze 1 after')).toBeNull();
      expect(medadmin.rows(company, FROZEN)).not.toEqual([]);
      expect((await run('restore-master', file, '--yes')).code).toBe(0);
      // The next program to start takes the move back.
      expect((await run('list-tenants')).stdout).toBe(listed);
      expect(medadmin.rows(company, FROZEN)).toEqual([]);
      const scratch = "SELECT datname FROM pg_database WHERE datname LIKE 'killed\\_scratch\\_move%'";
      expect(await onServer('postgres', scratch)).toEqual([]);
      expect(medadmin.rows(MASTER, 'SELECT company_id FROM database_role')).toEqual([]);

      let moving: ChildProcess | undefined;
      const killed = medadmin.run(MOVE, { env: before, onStart: (child) => (moving = child) });
      const step = "SELECT id FROM fleet_operation WHERE kind = 'move' AND state = 'running' AND step IS NOT NULL";
      while (medadmin.rows(MASTER, step).length === 0) await sleep(POLL_MS);
      moving?.kill('SIGKILL');
      expect((await killed).code).toBeNull();
      expect(await run(...MOVE)).toMatchObject({ code: 0 });
      const onThere = await medadmin.run(['list-tenants'], { env: after });
      expect(onThere.stdout).toBe(listed);
      expect(await medadmin.run(['check-tenants'], { env: after })).toMatchObject({ code: 0 });
      expect(await onServer('postgres', scratch)).toEqual([]);
    },
    LONG_MS,
  );

  it('says what is in the way, and changes nothing', async () => {
    const medadmin = folder();
    const { before } = settings('blocked');
    const away = { ...before, POSTGRES_ADMIN_URL: postgresUrl('postgres', '127.0.0.1:1', 'postgres') };
    await medadmin.run(['seed']);
    await onServer('postgres', 'CREATE DATABASE blocked_tenant_county_clinic');
    await onServer('postgres', "CREATE ROLE weak LOGIN PASSWORD 'weak'");
    const { port } = server.connection;
    const weak = { ...before, POSTGRES_ADMIN_URL: postgresUrl('weak', `127.0.0.1:${port}`, 'postgres') };
    const answer = async (env: Env): Promise<unknown> => {
      const { code, stdout } = await medadmin.run([...MOVE, '--dry-run'], { env });
      return [code, stdout];
    };
    const hash = hashOf(medadmin.path(MASTER));
    expect(await answer(away)).toEqual([
      1,
      expect.stringContaining('In the way: The database server cannot be reached'),
    ]);
    expect(await answer(weak)).toEqual([1, expect.stringContaining('it needs CREATEDB')]);
    expect(await answer(before)).toEqual([
      1,
      expect.stringContaining('In the way: county-clinic: The server has a database of that name already.'),
    ]);
    expect(await answer({})).toEqual([1, '']);
    expect((await medadmin.run(MOVE, { env: weak })).code).toBe(1);
    expect(hashOf(medadmin.path(MASTER))).toBe(hash);
    expect((await medadmin.run(['move-installation', '--to', 'nowhere'])).code).toBe(2);
  });
});
