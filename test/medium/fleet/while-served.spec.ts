/** @engine sqlite: files are held and looked into by other processes. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { MigrationExecutor } from '../../../src/database/index.js';
import { Ledger, TenantLocks, TenantMigrator } from '../../../src/fleet/index.js';
import { TenantDirectory } from '../../../src/tenancy/index.js';
import type { Tenant } from '../../../src/tenancy/index.js';
import { registerCompany } from '../../support/api-client.js';
import type { ApiClient, Answer } from '../../support/api-client.js';
import { addDoctor } from '../../support/clinic.js';
import { Child } from '../../support/child-process.js';
import { startApp } from '../../support/start-app.js';
import type { RunningApp } from '../../support/start-app.js';
import { openFile } from '../../support/test-engine.js';

const DEADLINE_MS = 20_000;

interface Clinic {
  readonly api: ApiClient;
  readonly tenant: Tenant;
  readonly file: string;
}

describe('A company whose database is migrated while the server runs', () => {
  let running: RunningApp;
  let child: Child | undefined;

  afterEach(async () => {
    jest.restoreAllMocks();
    await child?.kill();
    child = undefined;
    await running.stop();
  });

  async function clinicOf(app: RunningApp): Promise<Clinic> {
    const { api, signedIn } = await registerCompany(app.api);
    const tenant = (await app.app.get(TenantDirectory).find(signedIn.company.id))!;
    return { api, tenant, file: join(app.dataDir, 'tenant_databases', `${tenant.database}.sqlite3`) };
  }

  async function setUp(environment: Record<string, string> = {}): Promise<{ clinic: Clinic; other: Clinic }> {
    running = await startApp(environment);
    return { clinic: await clinicOf(running), other: await clinicOf(running) };
  }

  const migrator = (): TenantMigrator => running.app.get(TenantMigrator);

  /** Asks until the answer has the status, for what another process does shows a moment later. */
  async function until(clinic: Clinic, status: number): Promise<Answer> {
    const deadline = Date.now() + DEADLINE_MS;
    for (;;) {
      const answer = await clinic.api.get('/api/appointments');
      if (answer.status === status || Date.now() > deadline) return answer;
      await sleep(10);
    }
  }

  function history(file: string): string[] {
    const database = openFile(file, { readonly: true });
    try {
      return database.prepare<[], string>('SELECT name FROM schema_migration ORDER BY name').pluck().all();
    } finally {
      database.close();
    }
  }

  it('answers 503 tenant-migrating while another process has the lock, the others as ever, and then goes on', async () => {
    const { clinic, other } = await setUp();
    expect((await clinic.api.get('/api/appointments')).status).toBe(200);
    child = new Child('lock-holding-child.mjs', [running.dataDir, 'migrate']);
    expect(await child.next('taken')).toEqual({ taken: true });

    const refused = await until(clinic, 503);
    expect(refused.body).toMatchObject({ status: 503, code: 'tenant-migrating' });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await other.api.get('/api/appointments')).status).toBe(200);
    await child.kill();
    expect((await until(clinic, 200)).status).toBe(200);
  });

  it('is opened with its new schema, without a restart', async () => {
    const { clinic } = await setUp();
    await clinic.api.get('/api/appointments');
    const newest = history(clinic.file).at(-1)!;
    const back = await migrator().migrate(clinic.tenant, { keep: history(clinic.file).at(-2)! });
    expect(back).toMatchObject({ undone: [newest], applied: [] });
    expect(back.error).toBeUndefined();
    expect(await running.app.get(Ledger).find(clinic.tenant.companyId)).toMatchObject({ state: 'pending' });
    expect((await until(clinic, 503)).body.code).toBe('tenant-migrating');

    expect(await migrator().migrate(clinic.tenant)).toMatchObject({ applied: [newest], undone: [] });
    expect((await until(clinic, 200)).status).toBe(200);
    expect(await running.app.get(Ledger).find(clinic.tenant.companyId)).toMatchObject({
      ...{ state: 'current', schemaVersion: newest, errorCode: null, operation: null },
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });

  it('is closed for readers of its backup’s lock no less than for nobody: a backup closes no company', async () => {
    const { clinic } = await setUp();
    const lock = (await running.app.get(TenantLocks).acquire(clinic.tenant.companyId, 'backup'))!;
    await sleep(250);
    expect((await clinic.api.get('/api/appointments')).status).toBe(200);
    await running.app.get(TenantLocks).release(lock);
  });

  describe('behind at its first request', () => {
    /** All migrations of a company's database. */
    let all: readonly string[] = [];

    /** @param kept name of the migration behind which all are taken back; absent: the last one is. */
    async function behind(environment: Record<string, string>, kept?: string): Promise<Clinic> {
      const { clinic } = await setUp(environment);
      await addDoctor(clinic.api, { lastName: 'Kept' });
      all = history(clinic.file);
      await migrator().migrate(clinic.tenant, { keep: kept ?? all.at(-2)! });
      return clinic;
    }

    it('is left to the operator', async () => {
      const clinic = await behind({});
      await sleep(250);
      expect((await clinic.api.get('/api/doctors')).body.code).toBe('tenant-migrating');
      expect(history(clinic.file)).toEqual(all.slice(0, -1));
    });

    it('is migrated then, once, with MIGRATE_ON_ACCESS=on, whoever comes at the same time', async () => {
      const clinic = await behind({ MIGRATE_ON_ACCESS: 'on' });
      const run = jest.spyOn(running.app.get(MigrationExecutor), 'run');
      await sleep(250);
      const answers = await Promise.all(Array.from({ length: 20 }, () => clinic.api.get('/api/doctors')));

      // Those that come when the company has been closed for it are asked to come again.
      expect(answers.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
      expect(answers.some(({ status }) => status === 200)).toBe(true);
      expect((await until(clinic, 200)).status).toBe(200);
      expect((await clinic.api.get('/api/doctors')).body).toMatchObject({ items: [{ lastName: 'Kept' }] });
      expect(run).toHaveBeenCalledTimes(1);
      expect(history(clinic.file)).toEqual(all);
    });

    it('is not tried again when it fails: it stays as it is until somebody has looked', async () => {
      const clinic = await behind({ MIGRATE_ON_ACCESS: 'on' }, '20261124001200-create-appointments');
      const database = openFile(clinic.file);
      database.exec('CREATE TABLE audit_entry (id integer)');
      database.close();
      const run = jest.spyOn(running.app.get(MigrationExecutor), 'run');
      for (let request = 0; request < 3; request += 1) {
        await sleep(150);
        expect((await clinic.api.get('/api/doctors')).body.code).toBe('tenant-migrating');
      }
      expect(run).toHaveBeenCalledTimes(1);
      expect(await running.app.get(Ledger).find(clinic.tenant.companyId)).toMatchObject({
        ...{ state: 'failed', errorCode: 'SQLITE_ERROR' },
        errorDetail: 'table audit_entry already exists',
      });
    });
  });
});
