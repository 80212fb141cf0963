import { copyFile, readdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ContextIdFactory, ModuleRef } from '@nestjs/core';
import { DoctorsService } from '../../../src/doctors/index.js';
import { PageQuery } from '../../../src/common/index.js';
import type { Page } from '../../../src/common/index.js';
import { NoTenantError, Tenancy, TenantPool, UnknownTenantError } from '../../../src/tenancy/index.js';
import { TenantOpener } from '../../../src/tenancy/tenant-opener.js';
import { TenantSlot } from '../../../src/tenancy/tenant-slot.js';
import { registerCompany } from '../../support/api-client.js';
import type { ApiClient, SignedIn } from '../../support/api-client.js';
import { addDoctor } from '../../support/clinic.js';
import { startApp } from '../../support/start-app.js';
import type { RunningApp } from '../../support/start-app.js';
import { describeOn, openFile } from '../../support/test-engine.js';

interface Clinic {
  readonly api: ApiClient;
  readonly signedIn: SignedIn;
}

const fileOf = (running: RunningApp, clinic: Clinic): string =>
  join(running.dataDir, 'tenant_databases', `tenant_${clinic.signedIn.company.slug.replaceAll('-', '_')}.sqlite3`);

describe('a company’s DI sub-tree', () => {
  let running: RunningApp;
  let clinic: Clinic;
  beforeAll(async () => {
    running = await startApp();
    clinic = await registerCompany(running.api);
  });
  afterAll(() => running.stop());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('is built once, however many requests: the same service answers a thousand of them', async () => {
    const services = new Set<unknown>();
    // A spy on the prototype sees every instance that is called.
    const list = jest.spyOn(DoctorsService.prototype, 'list').mockImplementation(function (this: unknown, query) {
      services.add(this);
      return Promise.resolve({ items: [], page: query.page, pageSize: query.pageSize, total: 0 });
    });
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(Array.from({ length: 50 }, () => clinic.api.get('/api/doctors')));
    }
    expect(list).toHaveBeenCalledTimes(1000);
    expect(services.size).toBe(1);
  });

  it('keeps its route handlers: Nest does not build them again for every request', async () => {
    const { routesResolver } = running.app as unknown as { routesResolver: { routerExplorer: object } };
    const creator = (
      routesResolver.routerExplorer as { executionContextCreator: { create(...args: unknown[]): unknown } }
    ).executionContextCreator;
    await clinic.api.get('/api/doctors');
    const create = jest.spyOn(creator, 'create');
    for (let request = 0; request < 10; request += 1) await clinic.api.get('/api/doctors');
    expect(create).not.toHaveBeenCalled();
  });

  it('is another one for another company', async () => {
    const other = await registerCompany(running.api);
    const services = new Set<unknown>();
    jest.spyOn(DoctorsService.prototype, 'get').mockImplementation(function (this: unknown) {
      services.add(this);
      return Promise.reject(new Error('seen'));
    });
    await clinic.api.get('/api/doctors/1');
    await other.api.get('/api/doctors/1');
    expect(services.size).toBe(2);
  });

  it('is entered by commands with Tenancy.run, and is the one that requests use', async () => {
    const id = await addDoctor(clinic.api, { lastName: 'Entered' });
    const company = { companyId: clinic.signedIn.company.id };
    const doctor = await running.app.get(Tenancy).run(company, DoctorsService, (doctors) => doctors.get(id));
    expect(doctor.lastName).toBe('Entered');
  });

  it('does not exist for an unknown company', async () => {
    const entering = running.app.get(Tenancy).run({ companyId: 4711 }, DoctorsService, (doctors) => doctors.get(1));
    await expect(entering).rejects.toThrow(UnknownTenantError);
  });

  it('does not exist outside: asking for a clinic service without a tenant throws NoTenantError', async () => {
    const contextId = ContextIdFactory.create();
    const asking = running.app.get(ModuleRef).resolve(DoctorsService, contextId, { strict: false });
    await expect(asking).rejects.toThrow(NoTenantError);
  });
});

describeOn('sqlite', 'files are tampered with')('a company’s database', () => {
  let running: RunningApp;
  let clinic: Clinic;
  let bystander: Clinic;
  beforeEach(async () => {
    running = await startApp({ MAX_OPEN_TENANTS: '1' });
    clinic = await registerCompany(running.api);
    bystander = await registerCompany(running.api);
    await addDoctor(clinic.api);
    // With one place, this closes the clinic's database.
    await addDoctor(bystander.api);
  });
  afterEach(async () => {
    expect((await bystander.api.get('/api/doctors')).status).toBe(200);
    await running.stop();
  });

  const expectUnavailable = async (code: string): Promise<void> => {
    const answer = await clinic.api.get('/api/doctors');
    expect(answer.body).toMatchObject({ status: 503, code });
    expect(answer.headers.get('retry-after')).not.toBeNull();
    expect(answer.text).not.toContain('sqlite');
  };

  it('that is missing answers 503 and is not made anew', async () => {
    await rm(fileOf(running, clinic));
    await expectUnavailable('tenant-unavailable');
    const files = await readdir(join(running.dataDir, 'tenant_databases'));
    expect(files.filter((file) => file.endsWith('.sqlite3'))).toHaveLength(1);
  });

  it('that waits for a migration answers 503, and 200 once it has it', async () => {
    const file = openFile(fileOf(running, clinic));
    const newest = file.prepare('SELECT * FROM schema_migration ORDER BY name DESC LIMIT 1').get() as Record<
      string,
      unknown
    >;
    file.prepare('DELETE FROM schema_migration WHERE name = ?').run(newest.name);
    await expectUnavailable('tenant-migrating');
    file.prepare('INSERT INTO schema_migration VALUES (@name, @checksum, @applied_at, @duration_ms)').run(newest);
    file.close();
    expect((await clinic.api.get('/api/doctors')).status).toBe(200);
  });

  it('that a newer program has migrated answers 503', async () => {
    const file = openFile(fileOf(running, clinic));
    file.prepare("INSERT INTO schema_migration VALUES ('29991231000000-future', 'x', '2999-12-31', 1)").run();
    file.close();
    await expectUnavailable('tenant-unavailable');
  });

  it('that is another company’s file answers 503 and not the other’s rows', async () => {
    await addDoctor(bystander.api, { lastName: 'CANARY' });
    await clinic.api.get('/api/plans');
    await copyFile(fileOf(running, bystander), fileOf(running, clinic));
    await expectUnavailable('tenant-unavailable');
  });

  it.each([
    ['empty', ''],
    ['no database at all', 'x'.repeat(8192)],
  ])('that is %s answers 503', async (_what, content) => {
    await writeFile(fileOf(running, clinic), content);
    await expectUnavailable('tenant-unavailable');
  });
});

describe('a client that breaks off', () => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp({ MAX_OPEN_TENANTS: '1' });
  });
  afterAll(() => running.stop());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('with several requests under way on one connection keeps no company open', async () => {
    const clinic = await registerCompany(running.api);
    const other = await registerCompany(running.api);
    const answers: ((page: Page<never>) => void)[] = [];
    jest
      .spyOn(DoctorsService.prototype, 'list')
      .mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
    const socket = connect(Number(new URL(running.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    const headers = `Host: a\r\nAuthorization: Bearer ${clinic.signedIn.accessToken}`;
    socket.write(`GET /api/doctors HTTP/1.1\r\n${headers}\r\n\r\n`.repeat(3));
    while (answers.length < 3) await sleep(5);
    socket.resetAndDestroy();
    await sleep(20);
    for (const answer of answers) answer({ items: [], page: 1, pageSize: 20, total: 0 });
    jest.restoreAllMocks();
    expect((await other.api.get('/api/doctors')).status).toBe(200);
  });

  it('before its company is opened leaves no place taken', async () => {
    const { signedIn } = await registerCompany(running.api);
    const pool = running.app.get(TenantPool);
    const slot = pool.hold(signedIn.company.id);
    pool.release(slot);
    await pool.open(slot);
    while (pool.openCount > 0) await sleep(5);
    const other = await registerCompany(running.api);
    expect((await other.api.get('/api/doctors')).status).toBe(200);
  });
});

describe('the pool of open companies', () => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp({ MAX_OPEN_TENANTS: '3' });
  });
  afterAll(() => running.stop());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('opens a company once when many ask at once', async () => {
    const { api } = await registerCompany(running.api);
    const open = jest.spyOn(running.app.get(TenantOpener), 'open');
    const answers = await Promise.all(Array.from({ length: 50 }, () => api.get('/api/doctors')));
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
    expect(open).toHaveBeenCalledTimes(1);
  });

  it('tries again after an opening that failed', async () => {
    const { api } = await registerCompany(running.api);
    jest.spyOn(running.app.get(TenantOpener), 'open').mockRejectedValueOnce(new Error('planned'));
    expect((await api.get('/api/doctors')).status).toBe(500);
    expect((await api.get('/api/doctors')).status).toBe(200);
  });

  /** Has five companies asked in turn while a sixth is held. @returns the most that was open, and what the sixth reads then. */
  async function besideOneHeld(): Promise<{ mostOpen: number; read: Promise<Page<unknown>> }> {
    const clinics = await Promise.all(Array.from({ length: 6 }, () => registerCompany(running.api)));
    const tenancy = running.app.get(Tenancy);
    const held = clinics[0]?.signedIn.company.id ?? 0;
    let letGo = (): void => undefined;
    const read = tenancy.run({ companyId: held }, DoctorsService, async (doctors) => {
      await new Promise<void>((resolve) => (letGo = resolve));
      return doctors.list(Object.assign(new PageQuery(), {}));
    });
    let mostOpen = 0;
    for (let round = 0; round < 3; round += 1) {
      for (const clinic of clinics.slice(1)) expect((await clinic.api.get('/api/doctors')).status).toBe(200);
      mostOpen = Math.max(mostOpen, running.app.get(TenantPool).openCount);
    }
    letGo();
    return { mostOpen, read };
  }

  /** Three companies are opened, the first is asked once more, and a fourth takes the place of one. @returns who is still open. */
  async function openBesideAFourth(): Promise<string[]> {
    const pool = running.app.get(TenantPool);
    const names = ['first', 'second', 'third', 'fourth'];
    const clinics = await Promise.all(names.map(() => registerCompany(running.api)));
    for (const place of [0, 1, 2, 0, 3]) expect((await clinics[place]!.api.get('/api/doctors')).status).toBe(200);
    return names.filter((_name, place) => pool.known(clinics[place]!.signedIn.company.id)?.opening !== undefined);
  }

  it('closes the one that was used longest ago, though another was opened before it', async () => {
    expect(await openBesideAFourth()).toEqual(['first', 'third', 'fourth']);
  });

  it('would close the one that was opened first if it did not heed later uses (control)', async () => {
    const pool = running.app.get(TenantPool);
    Object.defineProperty(pool, 'holds', { configurable: true, get: () => 1_000_000, set: () => undefined });
    try {
      expect(await openBesideAFourth()).toEqual(['second', 'third', 'fourth']);
    } finally {
      Object.defineProperty(pool, 'holds', { value: 1_000_000, writable: true });
    }
  });

  it('never closes one in use', async () => {
    const { mostOpen, read } = await besideOneHeld();
    expect(mostOpen).toBeLessThanOrEqual(3);
    await expect(read).resolves.toMatchObject({ total: 0 });
  });

  it('would close it under whoever uses it if it only went by the time (control)', async () => {
    jest.spyOn(TenantSlot.prototype, 'isIdle', 'get').mockImplementation(function (this: TenantSlot) {
      return this.opening !== undefined;
    });
    const { read } = await besideOneHeld();
    await expect(read).rejects.toThrow();
  });

  it('makes more companies than places wait, and serves them all', async () => {
    const clinics = await Promise.all(Array.from({ length: 12 }, () => registerCompany(running.api)));
    const answers = await Promise.all(
      clinics.flatMap(({ api }) => [api.get('/api/doctors'), api.get('/api/patients')]),
    );
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 200));
  });

  it('forgets companies that do not exist', async () => {
    const pool = running.app.get(TenantPool);
    const before = pool.openCount;
    for (let id = 1000; id < 1100; id += 1) {
      await expect(
        running.app.get(Tenancy).run({ companyId: id }, DoctorsService, () => Promise.resolve()),
      ).rejects.toThrow();
    }
    expect(pool.openCount).toBe(before);
    expect((pool as unknown as { slots: Map<number, unknown> }).slots.size).toBeLessThanOrEqual(3);
  });
});
