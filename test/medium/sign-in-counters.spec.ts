import { afterEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { MASTER_SCHEMAS } from '../../src/app.module.js';
import type { Settings } from '../../src/config/index.js';
import { orderMigrations } from '../../src/database/index.js';
import { SignInThrottle } from '../../src/master/auth/throttle/sign-in-throttle.js';
import { RefreshToken, SecondFactor, Session, SignInTries, User } from '../../src/master/entities/index.js';
import { CodeTries } from '../../src/master/second-factor/code-tries.js';
import { OwnSessions } from '../../src/master/sessions/own-sessions.js';
import { SessionStates } from '../../src/master/sessions/session-states.js';
import { SupportSessions } from '../../src/master/sessions/support-sessions.js';
import { masterDatabases } from '../support/master-database.js';
import { NoNews } from '../support/no-news.js';
import { postgresServer } from '../support/postgres-server.js';
import { TestClock } from '../support/test-clock.js';

const MINUTE_MS = 60_000;
const entities = MASTER_SCHEMAS.flatMap((schema) => schema.entities);
const migrations = orderMigrations(MASTER_SCHEMAS.flatMap((schema) => schema.migrations));

describe.each(['SQLite', 'PostgreSQL'] as const)('what counts tries, in two processes on one %s,', (engine) => {
  const clock = new TestClock('2026-11-24T08:00:00Z');
  const settings = { rateLimit: true, sessionMaxSeconds: 90 * 86_400, superuserSecondFactor: true } as Settings;
  const sqlite = masterDatabases();
  const server = engine === 'PostgreSQL' ? postgresServer() : undefined;
  const opened: DataSource[] = [];
  afterEach(async () => {
    for (const dataSource of opened.splice(0)) await dataSource.destroy();
  });

  async function twoProcesses(): Promise<[DataSource, DataSource]> {
    if (server === undefined) {
      const master = await sqlite();
      return [await master.open(), await master.open()];
    }
    const client = await server().database();
    for (const migration of migrations) for (const sql of migration.postgres.up) await client.query(sql);
    const { host, port, user: username = '', password, database } = client;
    const open = (): DataSource =>
      new DataSource({
        type: 'postgres',
        host,
        port,
        username,
        password: password ?? '',
        database: database!,
        entities,
      });
    opened.push(await open().initialize(), await open().initialize());
    return [opened[0]!, opened[1]!];
  }

  async function addUser(master: DataSource): Promise<number> {
    const keys = { username: 'ada', usernameKey: 'ada', email: 'ada@example.com', emailKey: 'ada@example.com' };
    const names = { firstName: 'Ada', lastName: 'Brown', passwordHash: 'x' };
    const user = { ...keys, ...names, isActive: true, isSuperuser: true, createdAt: clock.now() };
    return (await master.getRepository(User).save(user)).id;
  }

  it('lets ten passwords of fifty through at once, and ten more when the window is over', async () => {
    const processes = await twoProcesses();
    const throttles = processes.map((master) => new SignInThrottle(master, clock, settings));
    const take = (): Promise<number> =>
      Promise.allSettled(
        Array.from({ length: 50 }, (_, index) => throttles[index % 2]!.take([{ kind: 'account', of: 'ada' }])),
      ).then((results) => results.filter(({ status }) => status === 'fulfilled').length);
    expect(await take()).toBe(10);
    clock.advance(15 * MINUTE_MS);
    expect(await take()).toBe(10);
    const row = (await processes[0].getRepository(SignInTries).find())[0];
    expect(row).toMatchObject({ tries: 10, failures: 20 });
    await processes[1].transaction((transaction) =>
      throttles[1]!.giveBack(transaction, [{ kind: 'account', of: 'ada' }]),
    );
    expect(await take()).toBe(10);
  });

  it('lets five codes of fifty through at once, and waits longer the second time', async () => {
    const processes = await twoProcesses();
    const userId = await addUser(processes[0]);
    const factor = { userId, secret: 'x', createdAt: clock.now(), confirmedAt: clock.now(), lastStep: 0, tries: 0 };
    await processes[0].getRepository(SecondFactor).insert({ ...factor, blockedUntil: null });
    const tries = processes.map((master) => new CodeTries(master, clock));
    const take = async (): Promise<unknown[]> => {
      const taken = Array.from({ length: 50 }, (_, index) => tries[index % 2]!.take(userId));
      const results = await Promise.allSettled(taken);
      const refused = results.filter((result) => result.status === 'rejected');
      const waits = new Set(refused.map(({ reason }) => (reason as { headers: object }).headers));
      return [50 - refused.length, JSON.stringify([...waits][0])];
    };
    expect(await take()).toEqual([5, '{"Retry-After":"900"}']);
    clock.advance(15 * MINUTE_MS);
    expect(await take()).toEqual([5, '{"Retry-After":"3600"}']);
  });

  it('knows sessions, and who must set up a second factor', async () => {
    const [master] = await twoProcesses();
    const userId = await addUser(master);
    const sessionId = '0b0e7f1c-5d3a-4f43-9a53-0e7f1c5d3a4f';
    const times = { createdAt: clock.now(), lastUsedAt: clock.now(), provedAt: null, revokedAt: null };
    await master.getRepository(Session).insert({ id: sessionId, userId, device: 'curl', address: '::1', ...times });
    const expiresAt = new Date(clock.now().getTime() + MINUTE_MS);
    await master.getRepository(RefreshToken).insert({ tokenHash: 'x', sessionId, expiresAt, usedAt: null });
    const states = new SessionStates(master, new SupportSessions(master, clock), clock, settings, new NoNews());
    const principal = await states.principal({ userId, sessionId, companyId: null });
    expect(principal).toMatchObject({ isSuperuser: true, hasSecondFactor: false, mustEnrol: true });
    const own = new OwnSessions(master, clock, undefined as never);
    expect(await own.list(principal)).toMatchObject([{ id: sessionId, device: 'curl', isCurrent: true }]);
    clock.advance(MINUTE_MS);
    expect(await own.list(principal)).toEqual([]);
  });
});
