import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseEngine } from '../../../src/database/index.js';
import { LockWatch, TenantLocks } from '../../../src/fleet/index.js';
import { DoctorsService } from '../../../src/doctors/index.js';
import { Tenancy, TenantGate, TenantPool } from '../../../src/tenancy/index.js';
import type { ClosedFor } from '../../../src/tenancy/index.js';
import { registerCompany } from '../../support/api-client.js';
import type { ApiClient, SignedIn } from '../../support/api-client.js';
import { addDoctor } from '../../support/clinic.js';
import { startApp } from '../../support/start-app.js';
import type { RunningApp } from '../../support/start-app.js';
import { SOMEBODY } from '../../support/somebody.js';

interface Clinic {
  readonly api: ApiClient;
  readonly signedIn: SignedIn;
}

describe('A company that is closed for work on its database', () => {
  let running: RunningApp;
  let clinic: Clinic;
  let other: Clinic;
  beforeAll(async () => {
    running = await startApp();
    // Here the test says what is closed.
    await running.app.get(LockWatch).onApplicationShutdown();
    [clinic, other] = [await registerCompany(running.api), await registerCompany(running.api)];
  });
  afterAll(() => running.stop());

  const idOf = ({ signedIn }: Clinic): number => signedIn.company.id;
  const close = (closedFor?: ClosedFor): void => {
    running.app.get(TenantGate).update(new Map(closedFor ? [[idOf(clinic), closedFor]] : []));
  };

  it.each([
    ['migration', 'tenant-migrating'],
    ['maintenance', 'tenant-unavailable'],
  ] as const)(
    'for %s answers 503 %s with Retry-After on every route, and works again afterwards',
    async (why, code) => {
      const id = await addDoctor(clinic.api, { lastName: 'Before' });
      close(why);
      const answers = await Promise.all([
        clinic.api.get('/api/doctors'),
        clinic.api.get(`/api/doctors/${id}`),
        clinic.api.get('/api/patients'),
        clinic.api.post('/api/doctors', { firstName: 'A', lastName: 'B', specialty: 'C' }),
        clinic.api.delete(`/api/doctors/${id}`),
      ]);
      for (const answer of answers) {
        expect([answer.status, answer.body.code]).toEqual([503, code]);
        expect(answer.headers.get('retry-after')).toBe('1');
      }
      expect((await other.api.get('/api/doctors')).status).toBe(200);
      close();
      expect((await clinic.api.get(`/api/doctors/${id}`)).status).toBe(200);
    },
  );

  it('by this process is closed before the work begins, and open when it has ended, at once', async () => {
    // Nobody looks by the clock here.
    const locks = running.app.get(TenantLocks);
    const during = await locks.hold(idOf(clinic), 'repair', () => clinic.api.get('/api/doctors'));
    expect([during.status, during.body.code]).toEqual([503, 'tenant-migrating']);
    expect((await clinic.api.get('/api/doctors')).status).toBe(200);
  });

  it('is closed in this process: its database is free for whoever works on it', async () => {
    await clinic.api.get('/api/doctors');
    await other.api.get('/api/doctors');
    const open = running.app.get(TenantPool).openCount;
    const engine = running.app.get(DatabaseEngine);
    const database = `tenant_${clinic.signedIn.company.slug.replaceAll('-', '_')}` as const;
    await expect(engine.whenUnused(database, 50, idOf(clinic))).rejects.toThrow();
    close('maintenance');
    await engine.whenUnused(database, 10_000, idOf(clinic));
    expect(running.app.get(TenantPool).openCount).toBe(open - 1);
    close();
    expect((await clinic.api.get('/api/doctors')).status).toBe(200);
    expect(running.app.get(TenantPool).openCount).toBe(open);
  });

  it('lets who is at work finish, and closes after the last of them', async () => {
    const tenancy = running.app.get(Tenancy);
    const engine = running.app.get(DatabaseEngine);
    const database = `tenant_${clinic.signedIn.company.slug.replaceAll('-', '_')}` as const;
    let finish = (): void => undefined;
    const mayFinish = new Promise<void>((resolve) => (finish = resolve));
    let entered = (): void => undefined;
    const hasEntered = new Promise<void>((resolve) => (entered = resolve));
    const work = tenancy.run({ companyId: idOf(clinic) }, DoctorsService, async (doctors) => {
      entered();
      await mayFinish;
      const doctor = { firstName: 'Late', lastName: 'Worker', specialty: 'Surgery' };
      return doctors.create(SOMEBODY, doctor as never);
    });
    await hasEntered;
    close('migration');
    await sleep(20);
    await expect(engine.whenUnused(database, 50, idOf(clinic))).rejects.toThrow();
    finish();
    expect(await work).toMatchObject({ lastName: 'Worker' });
    await engine.whenUnused(database, 10_000, idOf(clinic));
    await expect(tenancy.run({ companyId: idOf(clinic) }, DoctorsService, async () => true)).rejects.toThrow(
      'being brought up to date',
    );
    close();
    expect((await clinic.api.get('/api/doctors?q=Worker')).body).toMatchObject({ total: 1 });
  });
});
