/**
 * @engine postgres: how many connections the program opens to a small server.
 * @instances one: counts the connections of one process.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ScratchPostgres } from '../../src/make-migrations/index.js';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';

/** `npm run soak:connections` has 500. */
const COMPANIES = Number(process.env.COMPANIES ?? 25);
const BUDGET = 20;
/** What the server allows, with a few that are for administrators. */
const SERVER_ALLOWS = 40;
const AT_ONCE = 16;
const POOL_OF_TEN = 10;

function urlOf(server: { host: string; port: number; user: string; password: string }, database: string): string {
  const url = new URL(`postgres://${server.host}:${server.port}/${database}`);
  return Object.assign(url, { username: server.user, password: server.password }).href;
}

describe('many companies on a small server', () => {
  let server: ScratchPostgres;
  let running: RunningApp;
  let watcher: pg.Client;
  const clinics: ApiClient[] = [];

  beforeAll(async () => {
    server = await ScratchPostgres.start(['-c', `max_connections=${SERVER_ALLOWS}`]);
    const { host, port, user, password } = server.connection;
    const url = urlOf({ host, port, user, password }, 'postgres');
    watcher = new pg.Client({ connectionString: url, application_name: 'watcher' });
    await watcher.connect();
    running = await startApp({
      DATABASE_ENGINE: 'postgres',
      DATABASE_URL: urlOf({ host, port, user: 'served', password: 'served' }, 'medadmin_master'),
      POSTGRES_ADMIN_URL: url,
      POSTGRES_CONNECTION_BUDGET: String(BUDGET),
      MAX_OPEN_TENANTS: String(2 * COMPANIES),
    });
    for (let company = 0; company < COMPANIES; company += 1) clinics.push((await registerCompany(running.api)).api);
  }, 900_000);
  afterAll(async () => {
    await running.stop();
    await watcher.end();
    await server.stop();
  });

  const connections = async (): Promise<number> => {
    const { rows } = await watcher.query<{ count: string }>(
      `SELECT count(*) AS count FROM pg_stat_activity WHERE application_name = 'medadmin'`,
    );
    return Number(rows[0]?.count);
  };

  /** Statuses of one request to each company, several at a time. */
  async function visitAll(visit: (clinic: ApiClient) => Promise<{ status: number }>): Promise<number[]> {
    const waiting = [...clinics, ...clinics];
    const statuses: number[] = [];
    const visitor = async (): Promise<void> => {
      for (let clinic = waiting.shift(); clinic; clinic = waiting.shift()) statuses.push((await visit(clinic)).status);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, visitor));
    return statuses;
  }

  it('are all served, in turn, by few connections: none is refused', async () => {
    let most = 0;
    let isDone = false;
    const watching = (async () => {
      while (!isDone) most = Math.max(most, await connections());
    })();
    const read = await visitAll((clinic) => clinic.get('/api/doctors'));
    const written = await visitAll((clinic) => clinic.post('/api/patients', { firstName: 'Rosa', lastName: 'Haddad' }));
    isDone = true;
    await watching;
    expect(new Set(read)).toEqual(new Set([200]));
    expect(new Set(written)).toEqual(new Set([201]));
    expect(read.length + written.length).toBe(4 * COMPANIES);
    expect(most).toBeGreaterThan(5);
    expect(most).toBeLessThanOrEqual(BUDGET);
    const { rows } = await watcher.query(
      `SELECT DISTINCT usename FROM pg_stat_activity JOIN pg_roles ON rolname = usename
         WHERE rolsuper AND datname LIKE 'medadmin\\_tenant%'`,
    );
    expect(rows).toEqual([]);
  }, 600_000);

  it('would exhaust the server with a pool of ten for each', async () => {
    const { rows } = await watcher.query<{ datname: string }>(
      `SELECT datname FROM pg_database WHERE datname LIKE 'medadmin\\_tenant%' LIMIT 10`,
    );
    const pools = rows.map(({ datname }) => new pg.Pool({ ...server.connection, database: datname, max: POOL_OF_TEN }));
    for (const pool of pools) pool.on('error', () => undefined);
    const queries = pools.flatMap((pool) =>
      Array.from({ length: POOL_OF_TEN }, () => pool.query('SELECT pg_sleep(0.5)')),
    );
    const outcomes = await Promise.allSettled(queries);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    await Promise.all(pools.map((pool) => pool.end()));
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.map(({ reason }) => (reason as { code?: unknown }).code)).toContain('53300');
  });
});
