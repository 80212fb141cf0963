/** @engine postgres: companies on two servers, and in files, served by two instances. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import { DatabaseEngine, MigrationExecutor, Migrator, ServerCatalogue } from '../../src/database/index.js';
import {
  AuditVerification,
  KeptDatabases,
  Operations,
  ServerDraining,
  ServerWatch,
  TenantChecks,
  TenantLocks,
  TenantMigrator,
} from '../../src/fleet/index.js';
import { TenantMoving } from '../../src/fleet/index.js';
import { RunningOperation } from '../../src/fleet/operations/running-operation.js';
import { TenantCopying } from '../../src/fleet/servers/tenant-copying.js';
import { CompanyErasure } from '../../src/master/index.js';
import { TenantDirectory } from '../../src/tenancy/index.js';
import { TenantPool } from '../../src/tenancy/tenant-pool.js';
import type { Tenant } from '../../src/tenancy/index.js';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { addAppointment, addDoctor, addPatient } from '../support/clinic.js';
import { addSuperuser } from '../support/colleagues.js';
import { OtherServer } from '../support/other-server.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { ENCRYPTION_KEY } from '../support/test-engine.js';

const RECOVERY_MS = 5_000;
const STEPS = ['copying', 'freezing', 'comparing', 'closing', 'switching', 'leaving'];
const HARD_NAMES = ['Łucja', '𝒜da 👩🏽‍⚕️', "O'Brien; DROP", 'שלום', 'e\u0301', '﷽'];

interface Clinic {
  readonly api: ApiClient;
  readonly tenant: Tenant;
}

describe('many servers', () => {
  let other: OtherServer;
  let running: RunningApp;
  let moving: TenantMoving;
  let catalogue: ServerCatalogue;
  let superuser: ApiClient;

  beforeAll(async () => {
    other = await OtherServer.start();
    const settings = {
      DATABASE_SERVER_B_URL: other.url,
      DATABASE_SERVER_B2_URL: other.directUrl,
      TENANT_PLACEMENT: 'least-loaded',
      TENANT_ENCRYPTION_KEY: ENCRYPTION_KEY,
    };
    running = await startApp(settings, { instances: 2 });
    moving = running.app.get(TenantMoving);
    catalogue = running.app.get(ServerCatalogue);
    superuser = await addSuperuser(running.app, running.api);
    const input = { name: 'b', urlSetting: 'DATABASE_SERVER_B_URL', region: 'eu', capacity: 100 };
    expect((await superuser.post('/api/admin/servers', input)).body).toMatchObject({ ...input, state: 'open' });
    expect((await superuser.post('/api/admin/servers', input)).status).toBe(409);
    const closed = await superuser.patch('/api/admin/servers/b', { state: 'closed' });
    expect(closed.body).toMatchObject({ state: 'closed', companies: 0, isReachable: true });
    expect((await superuser.patch('/api/admin/servers/none', { state: 'open' })).status).toBe(404);
    expect((await superuser.get('/api/admin/servers')).body).toMatchObject({ total: 1, items: [{ name: 'b' }] });
  });
  afterAll(async () => {
    await running.stop();
    await other.stop();
  });

  async function clinic(): Promise<Clinic> {
    const { api, signedIn } = await registerCompany(running.api);
    const tenant = await running.app.get(TenantDirectory).find(signedIn.company.id);
    return { api, tenant: tenant! };
  }

  async function filled(): Promise<Clinic> {
    const made = await clinic();
    const doctorId = await addDoctor(made.api);
    for (const firstName of HARD_NAMES) await addPatient(made.api, { firstName, dateOfBirth: null, gender: null });
    const patientId = await addPatient(made.api, { notes: 'Line\nbreak' });
    await addAppointment(made.api, { doctorId, patientId });
    const last = await addPatient(made.api);
    await made.api.delete(`/api/patients/${last}`);
    return made;
  }

  interface Item {
    readonly id: number;
  }

  const all = async ({ api }: Clinic, what: string): Promise<Item[]> => {
    const items: Item[] = [];
    for (let page = 1; ; page += 1) {
      const { body } = await api.get<{ items: Item[] }>(`/api/${what}?pageSize=100&sort=id&page=${page}`);
      items.push(...body.items);
      if (body.items.length < 100) return items;
    }
  };

  const everything = (made: Clinic): Promise<Item[][]> =>
    Promise.all(['doctors', 'patients', 'appointments'].map((what) => all(made, what)));

  const patientIds = async (made: Clinic): Promise<number[]> => (await all(made, 'patients')).map(({ id }) => id);

  const roleCount = async ({ tenant }: Clinic): Promise<number> => {
    const sql = 'SELECT company_id FROM database_role WHERE company_id = $1';
    return (await running.app.get(DataSource).query<unknown[]>(sql, [tenant.companyId])).length;
  };

  const checked = async ({ tenant }: Clinic): Promise<void> => {
    const { status, findings, error } = await running.app.get(TenantChecks).check(tenant);
    expect({ status, findings, error }).toEqual({ status: 'ok', findings: [] });
  };

  const verified = async (made: Clinic): Promise<void> => {
    expect((await running.app.get(AuditVerification).verify(made.tenant)).faults).toEqual([]);
    await checked(made);
  };

  it('moves a company between servers and files while it is used: every acknowledged write is there, and its log', async () => {
    const made = await filled();
    const before = await everything(made);
    const acknowledged: number[] = [];
    const answers = new Map<string, number>();
    let isDone = false;
    const count = (what: string, status: number): void => {
      answers.set(`${what} ${status}`, (answers.get(`${what} ${status}`) ?? 0) + 1);
    };
    const write = async (): Promise<void> => {
      while (!isDone) {
        const { status, body } = await made.api.post<{ id: number }>('/api/patients', {
          firstName: 'Rosa',
          lastName: 'X',
        });
        count('write', status);
        if (status === 201) acknowledged.push(body.id);
        await sleep(5);
      }
    };
    const read = async (): Promise<void> => {
      while (!isDone) {
        count('read', (await made.api.get('/api/doctors')).status);
        await sleep(5);
      }
    };
    const work = [write(), write(), read()];
    const places: string[] = [];
    const roles: number[] = [];
    for (const to of ['b', 'sqlite', 'postgres']) {
      const moved = await moving.move(made.tenant, to, 'command');
      expect(moved.tables.patients_patient?.rows).toBeGreaterThanOrEqual(HARD_NAMES.length + 1);
      expect(moved.closedMs).toBeLessThanOrEqual(moved.readOnlyMs);
      places.push(await moving.serverOf(made.tenant.companyId));
      roles.push(await roleCount(made));
      // Written and read where it is now.
      const seen = acknowledged.length;
      while (acknowledged.length < seen + 3) await sleep(10);
    }
    isDone = true;
    await Promise.all(work);

    expect(places).toEqual(['b', 'sqlite', 'postgres']);
    // Of a company in a file no password is kept.
    expect(roles).toEqual([1, 0, 1]);
    expect([...answers.keys()].filter((answer) => !/^(write (201|503)|read (200|503))$/.test(answer))).toEqual([]);
    const ids = await patientIds(made);
    expect(ids).toEqual(expect.arrayContaining(acknowledged));
    expect(new Set(acknowledged).size).toBe(acknowledged.length);
    // The number of the patient who was deleted before is not given again.
    expect(Math.min(...acknowledged)).toBeGreaterThan(HARD_NAMES.length + 2);
    const [doctors, patients = [], appointments] = await everything(made);
    expect([doctors, patients.filter(({ id }) => !acknowledged.includes(id)), appointments]).toEqual(before);
    await verified(made);

    const kept = running.app.get(KeptDatabases);
    expect((await kept.of(made.tenant.companyId)).map(({ server }) => server)).toEqual(['postgres', 'b', 'sqlite']);
    expect(await kept.removeOf(made.tenant.companyId)).toBe(3);
    expect(await running.app.get(DatabaseEngine).list('scratch')).toEqual([]);
    for (const app of running.apps)
      expect((await made.api.on(await app.getUrl()).get('/api/doctors')).status).toBe(200);
  });

  /** Writes between the last copying and the comparison. @returns the status, and whether the row is there after the move. */
  async function writeAtTheWorstMoment(made: Clinic): Promise<{ status: number; isThere: boolean }> {
    const target = await running.app.get(DatabaseEngine).named('b');
    const original = target.moving.continueAfter.bind(target.moving);
    let answer = { status: 0, id: 0 };
    const spy = jest.spyOn(target.moving, 'continueAfter').mockImplementation(async (...given) => {
      const { status, body } = await made.api.post<{ id: number }>('/api/patients', {
        firstName: 'Late',
        lastName: 'X',
      });
      answer = { status, id: body.id };
      return original(...given);
    });
    await moving.move(made.tenant, 'b', 'command').finally(() => spy.mockRestore());
    return { status: answer.status, isThere: (await patientIds(made)).includes(answer.id) };
  }

  it('refuses a write that would be lost, and reads on', async () => {
    const made = await filled();
    expect(await writeAtTheWorstMoment(made)).toEqual({ status: 503, isThere: false });
  });

  it('would lose it without the read-only window', async () => {
    const made = await filled();
    const source = await running.app.get(DatabaseEngine).named('postgres');
    const naive = jest.spyOn(source.moving, 'freeze').mockResolvedValue();
    const copying = running.app.get(TenantCopying);
    const finish = copying.finish.bind(copying);
    // Nor does it compare the bytes of the original once more, which would find the difference out.
    const lax = jest
      .spyOn(copying, 'finish')
      .mockImplementation((given, first) =>
        finish(
          { ...given, source: Object.assign(Object.create(given.source) as DatabaseEngine, { kind: 'other' }) },
          first,
        ),
      );
    try {
      expect(await writeAtTheWorstMoment(made)).toEqual({ status: 201, isThere: false });
    } finally {
      naive.mockRestore();
      lax.mockRestore();
    }
  });

  it('leaves the company where it was, whole and writable, whichever step fails', async () => {
    const made = await filled();
    const before = await everything(made);
    for (const failing of STEPS) {
      const original = RunningOperation.prototype.step;
      const spy = jest.spyOn(RunningOperation.prototype, 'step').mockImplementation(async function (
        this: RunningOperation,
        name,
        detail,
      ) {
        await original.call(this, name, detail);
        if (name === failing) throw new Error('fails here');
      });
      await expect(moving.move(made.tenant, 'sqlite', 'command')).rejects.toThrow('fails here');
      spy.mockRestore();
      const isMoved = failing === 'leaving';
      expect(await moving.serverOf(made.tenant.companyId)).toBe(isMoved ? 'sqlite' : 'postgres');
      expect(await everything(made)).toEqual(before);
      const id = await addPatient(made.api);
      await made.api.delete(`/api/patients/${id}`);
      await verified(made);
      const scratch = await running.app.get(DatabaseEngine).list('scratch');
      const ours = new RegExp(`^scratch_move(d?)${made.tenant.companyId}x`);
      expect(scratch.flatMap((name) => ours.exec(name)?.[1] ?? [])).toEqual(isMoved ? ['d'] : []);
    }
    await running.app.get(KeptDatabases).removeOf(made.tenant.companyId);
  });

  it('leaves no former database when it is confirmed before that has been put aside', async () => {
    const { tenant } = await clinic();
    const engine = running.app.get(DatabaseEngine);
    const left = async (server: string): Promise<string[]> => {
      const source = await engine.named(server);
      const names = [...(await source.list('tenant')), ...(await source.list('scratch'))];
      return names.filter((name) => name === tenant.database || name.startsWith(`scratch_moved${tenant.companyId}x`));
    };
    // One that broke off after its commit.
    const home = await engine.named('postgres');
    const broken = jest.spyOn(home, 'rename').mockRejectedValue(new Error('away'));
    await expect(moving.move(tenant, 'sqlite', 'command')).rejects.toThrow('away');
    broken.mockRestore();
    expect(await moving.confirm(tenant.companyId)).toBe(1);
    await running.app.get(Operations).recover();
    expect(await left('postgres')).toEqual([]);

    const files = await engine.named('sqlite');
    const original = files.rename.bind(files);
    let confirmed = Promise.resolve(0);
    const late = jest.spyOn(files, 'rename').mockImplementation(async (...given) => {
      confirmed = moving.confirm(tenant.companyId);
      await Promise.race([confirmed, sleep(500)]);
      return original(...given);
    });
    await moving.move(tenant, 'postgres', 'command');
    late.mockRestore();
    expect(await confirmed).toBe(1);
    expect(await left('sqlite')).toEqual([]);
  });

  it('puts new companies on the server with room, and keeps all of them migrated and checked', async () => {
    await catalogue.change('b', { state: 'open' });
    const [onB, inFile] = [await clinic(), await clinic()];
    await catalogue.change('b', { state: 'closed' });
    const atHome = await clinic();
    await moving.move(inFile.tenant, 'sqlite', 'command');
    const places = await Promise.all([onB, inFile, atHome].map(({ tenant }) => moving.serverOf(tenant.companyId)));
    expect(places).toEqual(['b', 'sqlite', 'postgres']);
    // A file is encrypted as those of new companies are.
    const file = readFileSync(join(running.dataDir, 'tenant_databases', `${inFile.tenant.database}.sqlite3`));
    expect(file.subarray(0, 15).toString('latin1')).not.toBe('SQLite format 3');

    const migrator = running.app.get(Migrator, { strict: false });
    const executor = running.app.get(MigrationExecutor, { strict: false });
    const [newest, keep] = [migrator.head, migrator.steps.at(-2)?.name];
    for (const made of [onB, inFile, atHome]) {
      const { database, companyId } = made.tenant;
      const stamp = companyId;
      expect((await executor.run(migrator.job(database, { stamp, keep }))).undone).toEqual([newest]);
      expect(await migrator.pending(database, stamp)).toEqual([newest]);
      expect((await running.app.get(TenantMigrator).migrate(made.tenant, {})).applied).toEqual([newest]);
      await checked(made);
    }
  });

  it('answers 503 for the companies of a server that is stopped, and for no others, until it is back', async () => {
    const [made, untouched] = [await filled(), await filled()];
    await moving.move(made.tenant, 'b', 'command');
    await other.gate.close();
    const answer = await made.api.get<{ code: string }>('/api/doctors');
    expect([answer.status, answer.body.code]).toEqual([503, 'tenant-unavailable']);
    expect(answer.headers.get('retry-after')).not.toBeNull();
    expect((await untouched.api.get('/api/doctors')).status).toBe(200);
    await addPatient(untouched.api);
    expect((await running.api.get('/health/ready')).status).toBe(200);
    await other.gate.open();
    const back = performance.now();
    while ((await made.api.get('/api/doctors')).status !== 200) {
      expect(performance.now() - back).toBeLessThan(RECOVERY_MS);
      await sleep(20);
    }
    await addPatient(made.api);
  });

  it('makes new companies elsewhere while the server with the most room is stopped, tells it, and makes them there again', async () => {
    const listed = async (): Promise<unknown> => (await superuser.get('/api/admin/servers')).body;
    await catalogue.change('b', { state: 'open' });
    await other.gate.close();
    // One at each instance.
    for (const made of [await clinic(), await clinic()]) {
      expect(await moving.serverOf(made.tenant.companyId)).toBe('postgres');
      await addPatient(made.api);
    }
    expect(await listed()).toMatchObject({ items: [{ name: 'b', state: 'open', isReachable: false }] });
    expect((await running.api.get<never>('/metrics')).text).toContain('medadmin_database_server_away{server="b"} 1');
    await other.gate.open();
    for (const app of running.apps) await app.get(ServerWatch).look();
    expect(await listed()).toMatchObject({ items: [{ name: 'b', isReachable: true }] });
    expect(await moving.serverOf((await clinic()).tenant.companyId)).toBe('b');
    await catalogue.change('b', { state: 'closed' });
  });

  it('follows a server to another address, without a restart and without ending what is under way', async () => {
    const made = await clinic();
    await moving.move(made.tenant, 'b', 'command');
    const readEverywhere = async (): Promise<number[]> => {
      const urls = await Promise.all(running.apps.map((app) => app.getUrl()));
      return Promise.all(urls.map(async (url) => (await made.api.on(url).get('/api/doctors')).status));
    };
    await addPatient(made.api);
    while ((await readEverywhere()).some((status) => status !== 200)) await sleep(20);
    for (const app of running.apps) await app.get(ServerWatch).look();
    // A unit of work that is in the middle when its engine is left.
    const { database, companyId } = made.tenant;
    const engine = await running.app.get(DatabaseEngine).named('b');
    const dataSource = await engine.dataSource(database, { entities: [], stamp: companyId }).initialize();
    await dataSource.transaction(async (transaction) => {
      await catalogue.change('b', { urlSetting: 'DATABASE_SERVER_B2_URL' });
      for (const app of running.apps) await app.get(ServerWatch).look();
      expect(await readEverywhere()).toEqual([200, 200]);
      expect(await transaction.query('SELECT 1 AS n')).toEqual([{ n: 1 }]);
    });
    expect(await dataSource.query('SELECT 2 AS n')).toEqual([{ n: 2 }]);
    await dataSource.destroy();
    await other.gate.close();
    expect(await readEverywhere()).toEqual([200, 200]);
    await other.gate.open();
    await catalogue.change('b', { urlSetting: 'DATABASE_SERVER_B_URL' });
    for (const app of running.apps) await app.get(ServerWatch).look();
  });

  it('takes no server off the list on which a company is being placed, and places none on one that is gone', async () => {
    const master = running.app.get(DataSource);
    const { tenant } = await clinic();
    const { companyId } = tenant;
    await catalogue.add({ ...(await catalogue.get('b')), name: 'c', state: 'closed' });
    let removal: Promise<unknown> = Promise.resolve();
    await master.transaction(async (transaction) => {
      await catalogue.places.put(companyId, 'c', transaction);
      removal = catalogue.remove('c').catch((error: unknown) => error);
      // Long enough for looking, and for removing it.
      await Promise.race([removal, sleep(300)]);
    });
    expect(String(await removal)).toContain('1 companies are on');
    await catalogue.places.put(companyId, null);
    await catalogue.remove('c');
    await expect(catalogue.places.put(companyId, 'c')).rejects.toThrow('no database server c');
    expect(await moving.serverOf(companyId)).toBe('postgres');
  });

  it('gives a company its first key while nobody has it open: who did could not read what others encrypt', async () => {
    const made = await clinic();
    const { companyId } = made.tenant;
    await running.app.get(DataSource).query('DELETE FROM database_key WHERE company_id = $1', [companyId]);
    // Both open it without a key.
    await running.app.get(TenantLocks).hold(companyId, 'repair', () => Promise.resolve());
    const instances = await Promise.all(running.apps.map(async (app) => made.api.on(await app.getUrl())));
    const written: number[] = [];
    const readings = new Set<string>();
    const use = async (): Promise<void> => {
      for (const api of instances) {
        const notes = `written ${written.length}`;
        const patient = await api.post<{ id: number }>('/api/patients', { firstName: 'A', lastName: 'B', notes });
        if (patient.status === 201) written.push(patient.body.id);
      }
      for (const api of instances) {
        const path = '/api/patients?pageSize=100';
        const { status, body } = await api.get<{ code?: string; items?: { notes: string }[] }>(path);
        const isPlain = body.items?.every(({ notes }) => notes.startsWith('written ')) ?? false;
        readings.add(isPlain ? 'read' : `${status} ${body.code ?? 'ciphertext'}`);
      }
    };
    await use();
    while (written.length < 4 || readings.size > 1) {
      readings.clear();
      await use();
    }
    const copying = running.app.get(TenantCopying);
    const begin = copying.begin.bind(copying);
    const spy = jest.spyOn(copying, 'begin').mockImplementation(async (given) => {
      const snapshot = await begin(given);
      // Its place was another company's meanwhile.
      const pool = (running.apps.at(-1) ?? running.app).get<unknown>(TenantPool);
      (pool as { retire(id: number): void }).retire(companyId);
      const before = written.length;
      await use();
      expect(written.length).toBe(before + 2);
      return snapshot;
    });
    await moving.move(made.tenant, 'sqlite', 'command').finally(() => spy.mockRestore());
    expect([...readings]).toEqual(['read']);
    expect(await patientIds(made)).toEqual(written);
    await checked(made);
  });

  it('takes writes where it was while the server is away that it was to go to, and leaves nothing there when it is erased', async () => {
    const engine = running.app.get(DatabaseEngine);
    const original = RunningOperation.prototype.step;
    const moves = ['comparing', 'switching'].map(async (at) => ({ at, made: await filled() }));
    for (const { at, made } of await Promise.all(moves)) {
      const { companyId, database } = made.tenant;
      const spy = jest.spyOn(RunningOperation.prototype, 'step').mockImplementation(async function (
        this: RunningOperation,
        name,
        detail,
      ) {
        await original.call(this, name, detail);
        if (name === 'comparing' && at === name) await other.gate.close();
      });
      const put = jest.spyOn(catalogue.places, 'put').mockImplementation(async () => {
        // The copy has the name of the company's database by now.
        await other.gate.close();
        throw new Error('fails here');
      });
      await expect(moving.move(made.tenant, 'b', 'command')).rejects.toThrow();
      put.mockRestore();
      spy.mockRestore();
      await addPatient(made.api);

      const erasure = running.app.get(CompanyErasure);
      await expect(erasure.erase(companyId, 'command')).rejects.toThrow();
      await other.gate.open();
      await erasure.erase(companyId, 'command');
      const b = await engine.named('b');
      const left = [...(await b.list('tenant')), ...(await b.list('scratch'))];
      expect(left.filter((name) => name === database || name.startsWith(`scratch_move${companyId}x`))).toEqual([]);
      expect(await engine.exists(database)).toBe(false);
    }
  });

  it('empties a server; one company that cannot be moved stops no other, and a second time it goes on', async () => {
    await catalogue.change('b', { state: 'open' });
    const [first, second] = [await clinic(), await clinic()];
    const draining = running.app.get(ServerDraining);
    const drain = async (): Promise<Map<number, boolean>> => {
      const done = new Map<number, boolean>();
      for await (const { tenant, moved } of draining.drain('b', undefined, 'command'))
        done.set(tenant.companyId, moved !== undefined);
      return done;
    };
    const original = moving.move.bind(moving);
    const spy = jest.spyOn(moving, 'move').mockImplementation((tenant, ...rest) => {
      if (tenant.companyId === first.tenant.companyId) return Promise.reject(new Error('not this one'));
      return original(tenant, ...rest);
    });
    const outcomes = await drain();
    spy.mockRestore();
    expect([outcomes.get(first.tenant.companyId), outcomes.get(second.tenant.companyId)]).toEqual([false, true]);
    expect([...(await drain())]).toEqual([[first.tenant.companyId, true]]);
    expect(await catalogue.get('b')).toMatchObject({ state: 'draining', companies: 0 });
    await verified(first);
    await verified(second);
    await expect(catalogue.remove('b')).rejects.toThrow('keeps databases');
  });
});
