/** @engine both: what must hold on either engine. */
import { copyFileSync, mkdirSync, rmSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { CompanyErasure } from '../../src/master/index.js';
import { ErasureCertificate } from '../../src/fleet/index.js';
import { AuditTrail } from '../../src/tenancy/index.js';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient, SignedIn } from '../support/api-client.js';
import { addAppointment, addDoctor, addPatient } from '../support/clinic.js';
import { addColleague, addSuperuser, signIn } from '../support/colleagues.js';
import { filesWith, placesWith } from '../support/life-files.js';
import { mailsTo } from '../support/mailbox.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { contentHash, databaseNames, describeOn, directly } from '../support/test-engine.js';
import { TestClock } from '../support/test-clock.js';

const DAY_MS = 86_400_000;
const START = '2026-11-24T08:00:00Z';

let companies = 0;

describe('the life of a company', () => {
  const clock = new TestClock(START);
  let running: RunningApp;
  let superuser: ApiClient;

  beforeAll(async () => {
    running = await startApp({}, { clock });
    superuser = await addSuperuser(running.app, running.api);
  });
  afterAll(() => running.stop());

  interface Clinic {
    readonly api: ApiClient;
    readonly signedIn: SignedIn;
    readonly password: string;
    readonly canaries: readonly string[];
    readonly database: string;
  }

  /** A company everything of which can be told from all others. */
  async function makeClinic(): Promise<Clinic> {
    companies += 1;
    const mark = `Zebra${companies}x${process.pid}`;
    const { api, signedIn, registration } = await registerCompany(running.api, {
      companyName: `${mark} Clinic`,
      companyEmail: `info@${mark}.example`,
      firstName: `First${mark}`,
      lastName: `Last${mark}`,
      username: `user-${mark}`,
      email: `user@${mark}.example`,
      planCode: 'professional',
    });
    const doctorId = await addDoctor(api, { lastName: `Doctor${mark}`, licenseNumber: `L${mark}` });
    const patientId = await addPatient(api, { lastName: `Patient${mark}`, notes: `Notes${mark}`, address: mark });
    await addAppointment(api, { doctorId, patientId, reason: `Reason${mark}` });
    await api.post('/api/invitations', { email: `guest@${mark}.example`, role: 'doctor' });
    await mailsTo(running, `guest@${mark}.example`);
    await addColleague(running.app, running.api, signedIn.company.id, 'receptionist');
    await api.post('/api/patients', { firstName: mark, lastName: mark }, { 'Idempotency-Key': mark });
    return {
      api,
      signedIn,
      password: String(registration.password),
      canaries: [mark],
      database: databaseOf(signedIn.company.slug),
    };
  }

  const databaseOf = (slug: string): string => `tenant_${slug.replaceAll('-', '_')}`;
  const places = (canaries: readonly string[]): Promise<string[]> => placesWith(running.dataDir, canaries);
  /** Whether a place is a company's database. */
  const isOf = (slug: string) => (place: string) => place.includes(databaseOf(slug));
  /** Its patients as whoever has its key reads them. */
  const content = async (slug: string): Promise<string> =>
    JSON.stringify(await directly(running.dataDir, databaseOf(slug), 'SELECT * FROM patients_patient'));
  const admin = (id: number, action: string, body?: unknown, headers?: Record<string, string>) =>
    superuser.post(`/api/admin/companies/${id}/${action}`, body, headers);
  const erase = (id: number) => admin(id, 'erase');

  describe('that its owner deletes', () => {
    it('asks for the password, can only be read and exported at once, and is as before when that is taken back', async () => {
      const { api, password } = await makeClinic();
      const wrong = await api.post('/api/company/delete', { password: `${password}x` });
      expect([wrong.status, wrong.body.code]).toEqual([400, 'validation-failed']);
      expect((await api.post('/api/patients', { firstName: 'A', lastName: 'B' })).status).toBe(201);

      const once = { 'Idempotency-Key': 'delete' };
      const deleted = await api.post('/api/company/delete', { password }, once);
      expect((await api.post('/api/company/delete', { password }, once)).body).toEqual(deleted.body);
      expect([deleted.status, deleted.body.eraseAt]).toEqual([200, '2026-12-24T08:00:00.000Z']);
      const refused = await api.post('/api/patients', { firstName: 'A', lastName: 'B' });
      expect([refused.status, refused.body.access, refused.body.reason]).toEqual([402, 'read-only', 'deletion']);
      expect((await api.get('/api/patients')).status).toBe(200);
      expect((await api.post('/api/export')).status).toBe(200);
      expect((await api.post('/api/company/delete', { password })).status).toBe(409);

      const key = { 'Idempotency-Key': 'undelete' };
      const undeleted = await api.post('/api/company/undelete', undefined, key);
      expect([undeleted.status, undeleted.body.eraseAt]).toEqual([200, null]);
      expect((await api.post('/api/company/undelete', undefined, key)).body).toEqual(undeleted.body);
      expect((await api.post('/api/patients', { firstName: 'A', lastName: 'B' })).status).toBe(201);
    });

    it('is left to the owner', async () => {
      const { signedIn } = await makeClinic();
      for (const role of ['admin', 'doctor'] as const) {
        const colleague = await addColleague(running.app, running.api, signedIn.company.id, role);
        expect((await colleague.post('/api/company/delete', { password: 'x' })).status).toBe(403);
      }
    });

    it('is erased after 30 days and not before', async () => {
      const { signedIn, api, password, canaries, database } = await makeClinic();
      await api.post('/api/company/delete', { password });
      clock.advance(30 * DAY_MS - 1);
      await running.app.get(CompanyErasure).eraseDue();
      expect(await databaseNames(running.dataDir)).toContain(database);
      clock.advance(1);
      expect(await running.app.get(CompanyErasure).eraseDue()).toBe(1);
      expect(await places(canaries)).toEqual([]);
      const certificates = running.app.get(DataSource).getRepository(ErasureCertificate);
      const certificate = await certificates.findOneByOrFail({ companyId: signedIn.company.id });
      expect(certificate).toMatchObject({ requestedBy: `user:${signedIn.user.id}`, erasedBy: 'schedule' });
      clock.set(START);
    });
  });

  describe('that is erased', () => {
    it('leaves no byte in the data folder, a certificate, and all other files as they were', async () => {
      const other = await makeClinic();
      const clinic = await makeClinic();
      expect((await places(clinic.canaries)).length).toBeGreaterThanOrEqual(2);
      // What waits for its log is in it, and comes in at no time between.
      for (const app of running.apps) await app.get(AuditTrail).takeAllIn();
      const before = await contentHash(running.dataDir, other.database);
      const { status, body } = await erase(clinic.signedIn.company.id);
      expect([status, body.removed]).toMatchObject([200, { backups: 0, databases: 1, mails: 1, people: 2 }]);
      expect(await places(clinic.canaries)).toEqual([]);
      expect(await contentHash(running.dataDir, other.database)).toBe(before);
      const { name } = clinic.signedIn.company;
      for (const query of [
        `companyId=${clinic.signedIn.company.id}`,
        `name=${encodeURIComponent(name)}`,
        `q=${String(body.nameSha256)}`,
      ])
        expect((await superuser.get(`/api/admin/erasures?${query}`)).body).toMatchObject({ items: [body], total: 1 });
      expect((await superuser.get('/api/admin/erasures?sort=removed')).status).toBe(400);
      expect((await other.api.get('/api/admin/erasures')).status).toBe(403);
      expect((await clinic.api.get('/api/auth/me')).status).toBe(401);
      expect((await other.api.get('/api/patients')).status).toBe(200);
      expect((await superuser.get(`/api/admin/companies/${clinic.signedIn.company.id}`)).status).toBe(404);
    });

    it('frees its name for a company with another number and no rows', async () => {
      const { signedIn, canaries } = await makeClinic();
      const { company } = signedIn;
      await erase(company.id);
      const again = await registerCompany(running.api, { companyName: company.name });
      expect(again.signedIn.company).toMatchObject({ slug: company.slug });
      expect(again.signedIn.company.id).toBeGreaterThan(company.id);
      expect((await again.api.get('/api/patients')).body.total).toBe(0);
      expect(await places([`Patient${canaries[0]}`, `Notes${canaries[0]}`])).toEqual([]);
    });
  });

  describeOn('sqlite', 'what deleted rows left on a server belongs to its administrator')(
    'that is erased, control,',
    () => {
      it('would leave bytes if only its file were removed and its row deleted', async () => {
        const { canaries, signedIn, database } = await makeClinic();
        const copies = join(running.dataDir, 'control');
        mkdirSync(copies);
        const master = running.app.get(DataSource);
        await master.query(`DELETE FROM master_company WHERE id = ${signedIn.company.id}`);
        for (const name of ['db.sqlite3', 'db.sqlite3-wal'])
          copyFileSync(join(running.dataDir, name), join(copies, name));
        unlinkSync(join(running.dataDir, 'tenant_databases', `${database}.sqlite3`));
        expect(filesWith(running.dataDir, canaries).length).toBeGreaterThan(1);
        expect(filesWith(copies, canaries).length).toBeGreaterThan(0);
        rmSync(copies, { recursive: true });
      });
    },
  );

  describe('that is renamed', () => {
    it('keeps its sessions and rows, has its database under the new name, and is found by it at once', async () => {
      const { api, signedIn, database } = await makeClinic();
      const { id } = signedIn.company;
      const slug = `renamed-${process.pid}`;
      const renamed = await admin(id, 'rename', { slug, name: `Renamed ${process.pid}` });
      expect([renamed.status, renamed.body.slug, renamed.body.name]).toEqual([200, slug, `Renamed ${process.pid}`]);
      const names = await databaseNames(running.dataDir);
      expect([names.includes(database), names.includes(databaseOf(slug))]).toEqual([false, true]);
      const patients = await api.get('/api/patients');
      expect([patients.status, patients.body.total]).toEqual([200, 2]);
      expect((await api.post('/api/patients', { firstName: 'A', lastName: 'B' })).status).toBe(201);
    });

    it('does not get a slug or a name that another one has, nor one that is none', async () => {
      const [one, other] = [await makeClinic(), await makeClinic()];
      const { id } = one.signedIn.company;
      const { slug, name } = other.signedIn.company;
      expect((await admin(id, 'rename', { slug })).body).toMatchObject({ code: 'already-exists' });
      expect((await admin(id, 'rename', { slug: `free-${id}`, name })).body).toMatchObject({ code: 'already-exists' });
      for (const wrong of ['Big', 'a--b', '../x', ''])
        expect((await admin(id, 'rename', { slug: wrong })).status).toBe(400);
      expect((await one.api.get('/api/patients')).status).toBe(200);
      expect((await admin(id, 'suspend')).body).toMatchObject({ slug: one.signedIn.company.slug });
    });
  });

  describe('that is cloned', () => {
    const CLONE = { anonymize: true, expiresInDays: 30 };

    it('without people has none of their names, contacts, days and texts; with them it has', async () => {
      const { signedIn, canaries } = await makeClinic();
      const { id } = signedIn.company;
      const slug = `clone-${id}`;
      const cloned = await admin(id, 'clone', { slug, ...CLONE });
      expect(cloned.status).toBe(201);
      const { owner } = cloned.body as { owner: { username: string; password: string } };
      expect((await places(canaries)).filter(isOf(slug))).toEqual([]);
      expect(await content(slug)).not.toContain(canaries[0]);
      const api = await signIn(running.api, owner.username, owner.password);
      const { items } = (await api.get<{ items: Record<string, unknown>[] }>('/api/patients')).body;
      expect(items).toHaveLength(2);
      expect(items.map(({ notes, address }) => [notes, address])).toEqual([
        [null, null],
        [null, null],
      ]);
      expect(items.some(({ dateOfBirth }) => dateOfBirth === '1980-02-29')).toBe(false);
      const appointments = (await api.get<{ items: Record<string, unknown>[] }>('/api/appointments')).body.items;
      expect(appointments).toHaveLength(1);
      // Its numbers go on after those that came with its rows.
      expect((await api.post('/api/patients', { firstName: 'A', lastName: 'B' })).status).toBe(201);
      expect(new Date(String(appointments[0]?.startsAt)).getUTCDay()).toBe(new Date('2030-03-01').getUTCDay());

      const withPeople = `clone-people-${id}`;
      expect((await admin(id, 'clone', { slug: withPeople })).status).toBe(201);
      expect(await content(withPeople)).toContain(canaries[0]);
    });

    it('sends no mails, and is erased when its time is over', async () => {
      const { signedIn } = await makeClinic();
      const slug = `mute-${signedIn.company.id}`;
      const { owner } = (await admin(signedIn.company.id, 'clone', { slug, ...CLONE })).body as {
        owner: { username: string; password: string };
      };
      const api = await signIn(running.api, owner.username, owner.password);
      expect((await api.post('/api/invitations', { email: `mute@${slug}.example`, role: 'doctor' })).status).toBe(201);
      expect(await mailsTo(running, `mute@${slug}.example`)).toEqual([]);
      clock.advance(30 * DAY_MS - 1);
      await running.app.get(CompanyErasure).eraseDue();
      expect(await databaseNames(running.dataDir)).toContain(databaseOf(slug));
      clock.advance(1);
      await running.app.get(CompanyErasure).eraseDue();
      expect(await databaseNames(running.dataDir)).not.toContain(databaseOf(slug));
      clock.set(START);
    });

    it('leaves nothing of a clone whose slug is taken', async () => {
      const { signedIn } = await makeClinic();
      const taken = await admin(signedIn.company.id, 'clone', { slug: signedIn.company.slug });
      expect([taken.status, taken.body.code]).toEqual([409, 'already-exists']);
    });
  });

  it('has its steps in the log of operations, once however often a request with an Idempotency-Key is sent', async () => {
    const { signedIn } = await makeClinic();
    const { id } = signedIn.company;
    const steps: readonly (readonly [action: string, body?: object])[] = [
      ['suspend'],
      ['activate'],
      ['rename', { slug: `once-${id}` }],
      ['clone', { slug: `once-clone-${id}` }],
      ['delete'],
      ['undelete'],
      ['erase'],
    ];
    for (const [action, body] of steps) {
      const key = { 'Idempotency-Key': `once-${action}` };
      const first = await admin(id, action, body, key);
      expect([action, first.status]).toEqual([action, action === 'clone' ? 201 : 200]);
      const copies = await Promise.all([admin(id, action, body, key), admin(id, action, body, key)]);
      expect(copies.map((copy) => [copy.status, copy.body])).toEqual(copies.map(() => [first.status, first.body]));
      expect((await admin(id, action, { ...body, slug: 'another' }, key)).body.code).toBe('idempotency-mismatch');
      expect((await admin(id, action, body, { 'Idempotency-Key': 'two words' })).status).toBe(400);
    }
    const { items } = (
      await superuser.get<{ items: Record<string, unknown>[] }>(`/api/admin/operations?companyId=${id}&sort=id`)
    ).body;
    expect(items.map(({ kind, state }) => [kind, state])).toEqual(steps.map(([kind]) => [kind, 'done']));
    expect(items.every(({ companySlug }) => companySlug === null)).toBe(true);
  });

  it('takes one of several copies that come at once; the others are told to wait, and answered like it later', async () => {
    const { signedIn } = await makeClinic();
    const { id } = signedIn.company;
    const clone = () => admin(id, 'clone', { slug: `race-${id}` }, { 'Idempotency-Key': 'race' });
    const answers = await Promise.all([clone(), clone(), clone(), clone()]);
    const made = answers.filter(({ status }) => status === 201);
    expect(made.length).toBeGreaterThan(0);
    for (const { status, body, headers } of answers.filter((answer) => !made.includes(answer))) {
      expect([status, body.code, headers.get('retry-after')]).toEqual([409, 'conflict', '1']);
    }
    expect((await clone()).body).toEqual(made[0]?.body);
    const failed = () => admin(id, 'clone', { slug: signedIn.company.slug }, { 'Idempotency-Key': 'failed' });
    expect((await failed()).body.code).toBe('already-exists');
    // What failed is tried again, and not answered from memory.
    await admin(id, 'rename', { slug: `elsewhere-${id}` });
    expect((await failed()).status).toBe(201);
  });
});
