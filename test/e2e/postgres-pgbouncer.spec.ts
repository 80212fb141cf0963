/**
 * @engine postgres: connections that PgBouncer gives to another one after each transaction.
 * @instances one: counts the connections of one process.
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ScratchPostgres } from '../../src/make-migrations/index.js';
import { registerCompany } from '../support/api-client.js';
import type { Answer, ApiClient, SignedIn } from '../support/api-client.js';
import { addDoctor, addPatient } from '../support/clinic.js';
import { addSuperuser } from '../support/colleagues.js';
import { PgBouncer } from '../support/pgbouncer.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { postgresUrl } from '../support/postgres-url.js';

/** PgBouncer has no passwords of the companies' roles, and passes on what SCRAM lets it. */
const SCRAM = 'host all all 127.0.0.1/32 scram-sha-256\nhost all all ::1/128 scram-sha-256\n';
const AT_ONCE = 20;
const DEADLINE_MS = 20_000;

describe('the program behind PgBouncer in transaction mode', () => {
  const folder = mkdtempSync(join(tmpdir(), 'medadmin-scram-'));
  let server: ScratchPostgres;
  let bouncer: PgBouncer | undefined;
  let running: RunningApp | undefined;
  let admin: URL;

  beforeAll(async () => {
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, 'hba.conf'), SCRAM);
    server = await ScratchPostgres.start(['-c', `hba_file=${join(folder, 'hba.conf')}`]);
    const { host, port, user, password } = server.connection;
    admin = new URL(`postgres://${user}:${password}@${host}:${port}/postgres`);
    bouncer = await PgBouncer.start(admin);
    if (bouncer === undefined) {
      process.stderr.write('PgBouncer is left out: it is not installed, and its Debian packages cannot be had.\n');
      return;
    }
    running = await startApp({
      DATABASE_ENGINE: 'postgres',
      DATABASE_URL: bouncer.through(postgresUrl('served', `${host}:${port}`, 'medadmin_master')),
      POSTGRES_ADMIN_URL: admin.href,
    });
  });
  afterAll(async () => {
    await running?.stop();
    await bouncer?.stop();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  async function reopened(ask: () => Promise<Answer>): Promise<Answer> {
    const deadline = Date.now() + DEADLINE_MS;
    for (;;) {
      const answer = await ask();
      if (answer.status !== 503 || Date.now() > deadline) return answer;
      await sleep(50);
    }
  }

  const total = async (api: ApiClient): Promise<unknown> => (await api.get('/api/patients')).body.total;

  it('serves companies at the same time, each its own rows, by two connections a database', async () => {
    if (running === undefined) return;
    const { api: anybody } = running;
    const clinics: { api: ApiClient; signedIn: SignedIn }[] = [];
    for (let number = 0; number < 3; number += 1) clinics.push(await registerCompany(anybody));
    const work = clinics.flatMap(({ api }, index) =>
      Array.from({ length: AT_ONCE }, () => addPatient(api, { lastName: `Of${index}` })),
    );
    await Promise.all(work);
    for (const [index, { api }] of clinics.entries()) {
      const { body } = await api.get<{ items: { lastName: string }[]; total: number }>('/api/patients?pageSize=100');
      expect(new Set(body.items.map(({ lastName }) => lastName))).toEqual(new Set([`Of${index}`]));
      expect(body.total).toBe(AT_ONCE);
    }
    const client = new pg.Client({ connectionString: admin.href });
    await client.connect();
    const { rows } = await client.query<{ most: string }>(
      `SELECT max(n) AS most FROM (SELECT count(*) AS n FROM pg_stat_activity WHERE usename LIKE 'medadmin_company_%' GROUP BY datname) AS c`,
    );
    await client.end();
    expect(Number(rows[0]?.most)).toBeLessThanOrEqual(2);
  });

  it('holds limits and repeated requests as they are, for what decides is held by transactions', async () => {
    if (running === undefined) return;
    const { api } = await registerCompany(running.api, { planCode: 'basic' });
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, (_one, number) =>
        api.post('/api/doctors', { firstName: 'A', lastName: 'B', licenseNumber: `L${number}`, specialty: 'General' }),
      ),
    );
    const limit = (await api.get<{ total: number }>('/api/doctors')).body.total;
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(limit);
    expect(answers.filter(({ status }) => status === 403)).toHaveLength(AT_ONCE - limit);
    expect(limit).toBeLessThan(AT_ONCE);
    const key = { 'Idempotency-Key': 'once' };
    const body = { firstName: 'A', lastName: 'Once' };
    await Promise.all(Array.from({ length: 5 }, () => api.post('/api/patients', body, key)));
    expect(await total(api)).toBe(1);
  });

  it('renames, backs up, restores and erases companies, although connections are kept for them', async () => {
    if (running === undefined) return;
    const superuser = await addSuperuser(running.app, running.api);
    const { api, signedIn } = await registerCompany(running.api, { planCode: 'professional' });
    const { id } = signedIn.company;
    await addDoctor(api);
    await addPatient(api);
    const backup = await api.post<{ id: number }>('/api/backups');
    expect(backup.status).toBe(201);
    await addPatient(api);
    expect((await api.post(`/api/backups/${backup.body.id}/restore`)).status).toBe(200);
    expect((await reopened(() => api.get('/api/patients'))).body.total).toBe(1);
    expect((await superuser.post(`/api/admin/companies/${id}/rename`, { slug: 'bounced' })).status).toBe(200);
    expect((await reopened(() => api.get('/api/patients'))).body.total).toBe(1);
    expect((await superuser.post(`/api/admin/companies/${id}/erase`)).status).toBe(200);
  });

  it('control: has what one client set for its session found by another one, which the program must not do', async () => {
    if (bouncer === undefined) return;
    const clients = Array.from({ length: 6 }, () => new pg.Client({ connectionString: bouncer?.through(admin.href) }));
    await Promise.all(clients.map((client) => client.connect()));
    for (const client of clients.slice(0, 3)) await client.query("SET work_mem = '123kB'");
    const seen = await Promise.all(
      clients
        .slice(3)
        .map(async (client) => (await client.query<{ work_mem: string }>('SHOW work_mem')).rows[0]?.work_mem),
    );
    await Promise.all(clients.map((client) => client.end()));
    expect(seen).toContain('123kB');
  });
});
