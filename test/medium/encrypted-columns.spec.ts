/** @engine both: what is encrypted must not be left to either engine. */
import { describe, expect, it } from '@jest/globals';
import { CellCipher } from '../../src/database/index.js';
import { Patient, PatientQuery } from '../../src/patients/index.js';
import { DoctorQuery } from '../../src/doctors/index.js';
import { patientInput, tenantDatabases, TEST_CELLS, TEST_KEYS, withKey } from '../support/tenant-database.js';
import type { TenantDatabase } from '../support/tenant-database.js';
import { SOMEBODY } from '../support/somebody.js';
import { raw } from '../support/test-engine.js';

const CONTACT = { email: 'Quokka@Example.com', phone: '+1 555 0134 987' };
const TEXTS = { address: '12 Quokka Street', notes: 'Quokkanote' };
const CANARIES = ['quokka', '0134 987'];
const TABLES = ['patients_patient', 'doctors_doctor', 'appointments_appointment', 'tenancy_idempotency_key'];

describe('sensitive columns', () => {
  const newDatabase = tenantDatabases();
  const encrypted = (): Promise<TenantDatabase> => newDatabase(undefined, undefined, TEST_CELLS);
  const plain = (): Promise<TenantDatabase> => newDatabase(undefined, undefined, null);

  async function withPeople(clinic: TenantDatabase): Promise<TenantDatabase> {
    const doctor = await clinic.newDoctor(CONTACT);
    const input = patientInput({ ...CONTACT, ...TEXTS });
    const { id: patientId } = await clinic.patients.create(SOMEBODY, input, withKey('k', input));
    await clinic.newAppointment({ doctorId: doctor.id, patientId, reason: 'Quokka bite' });
    return clinic;
  }

  async function contentOf({ dataSource }: TenantDatabase): Promise<string> {
    const tables = await Promise.all(TABLES.map((table) => raw(dataSource, `SELECT * FROM ${table}`)));
    return JSON.stringify(tables).toLowerCase();
  }

  it('hold no word that was written into them; control: without a key they do', async () => {
    const [closed, open] = [
      await contentOf(await withPeople(await encrypted())),
      await contentOf(await withPeople(await plain())),
    ];
    for (const canary of CANARIES) expect([closed.includes(canary), open.includes(canary)]).toEqual([false, true]);
  });

  it('are read, repeated and changed as if they were plain', async () => {
    const clinic = await withPeople(await encrypted());
    expect(await clinic.patients.get(1)).toMatchObject({ ...CONTACT, ...TEXTS });
    const input = patientInput({ ...CONTACT, ...TEXTS });
    expect(await clinic.patients.create(SOMEBODY, input, withKey('k', input))).toMatchObject({ id: 1, ...TEXTS });
    await clinic.patients.update(SOMEBODY, 1, { notes: 'None', address: null });
    const { items } = await clinic.patients.list(new PatientQuery());
    expect(items).toEqual([expect.objectContaining({ ...CONTACT, notes: 'None', address: null })]);
  });

  it('are found by the whole text, by parts of it and in order, like plain ones', async () => {
    for (const clinic of [await encrypted(), await plain()]) {
      for (const [lastName, email, address] of [
        ['Cruz', 'b@example.com', 'Elm Road'],
        ['Adams', 'C@example.com', 'Oak Road'],
        ['Brown', 'a@example.com', null],
      ] as const)
        await clinic.newPatient({ firstName: 'Sam', lastName, email, address });
      await clinic.newDoctor({ lastName: 'Hart', ...CONTACT });
      const names = async (query: Partial<PatientQuery>): Promise<string[]> => {
        const { items, total } = await clinic.patients.list(Object.assign(new PatientQuery(), query));
        expect(total).toBeGreaterThanOrEqual(items.length);
        return items.map(({ lastName }) => lastName);
      };
      expect(await names({ email: 'c@EXAMPLE.com' })).toEqual(['Adams']);
      expect(await names({ email: '_@example.com' })).toEqual([]);
      expect(await names({ q: 'road' })).toEqual(['Cruz', 'Adams']);
      expect(await names({ q: 'oak sam', sort: '-lastName' })).toEqual(['Adams']);
      expect(await names({ q: 'sam', email: 'a@example.com' })).toEqual(['Brown']);
      expect(await names({ sort: '-email' })).toEqual(['Cruz', 'Brown', 'Adams']);
      expect(await names({ sort: 'email', pageSize: 2, page: 2 })).toEqual(['Cruz']);
      expect(await names({ q: 'nobody' })).toEqual([]);
      const doctors = await clinic.doctors.list(
        Object.assign(new DoctorQuery(), { email: CONTACT.email.toLowerCase() }),
      );
      expect(doctors.items.map(({ lastName }) => lastName)).toEqual(['Hart']);
      // By their code points: as JavaScript compares them, the second would come first.
      for (const [lastName, email] of [
        ['Halfwidth', '\uffee@example.com'],
        ['Smile', '\u{1f600}@example.com'],
      ] as const)
        await clinic.newPatient({ firstName: 'Max', lastName, email });
      expect(await names({ q: 'max', sort: 'email' })).toEqual(['Halfwidth', 'Smile']);
    }
  });

  it('refuse what was moved to another column, or is another company’s', async () => {
    const clinic = await withPeople(await encrypted());
    const other = new CellCipher({ companyId: 2, keys: [{ number: 1, key: Buffer.alloc(32, 'c') }] });
    const place = { table: 'patients_patient', column: 'notes' };
    await raw(clinic.dataSource, 'UPDATE patients_patient SET notes = ? WHERE id = 1', [other.seal(place, 'theirs')]);
    await expect(clinic.patients.get(1)).rejects.toThrow('patients_patient.notes');
    await raw(clinic.dataSource, 'UPDATE patients_patient SET notes = address, address = NULL WHERE id = 1');
    await expect(clinic.patients.get(1)).rejects.toThrow('is not what was written there');
    await expect(clinic.patients.list(new PatientQuery())).rejects.toThrow('is not what was written there');
  });

  it('can be exchanged between rows, as plain ones can; the log tells whose they were (decision 68)', async () => {
    const clinic = await newDatabase(undefined, 'encrypt', TEST_CELLS);
    const names = ['Adams', 'Brown'];
    for (const lastName of names) await clinic.newPatient({ lastName, notes: `Notes of ${lastName}` });
    const logged = names.map((lastName) => ({ lastName, notes: `Notes of ${lastName}` }));
    const ofLog = async (): Promise<unknown[]> => {
      const rows = await raw<{ detail: string }[]>(clinic.dataSource, 'SELECT detail FROM audit_entry ORDER BY seq');
      const changes = rows.map(({ detail }) =>
        TEST_KEYS.reveal((JSON.parse(detail) as { encrypted: string }).encrypted),
      );
      return changes.map((told) => ({ lastName: told?.lastName?.[1], notes: told?.notes?.[1] }));
    };
    const ofRows = async (): Promise<unknown[]> => {
      const patients = [await clinic.patients.get(1), await clinic.patients.get(2)];
      return patients.map(({ lastName, notes }) => ({ lastName, notes }));
    };
    // Control: as it was written, the rows are what the log says.
    expect([await ofRows(), await ofLog()]).toEqual([logged, logged]);
    const past = await clinic.engine.dataSource('tenant_test', { entities: [Patient] }).initialize();
    const exchange = async (column: string): Promise<void> => {
      const [first, second] = (await clinic.rows('patients_patient')).map((row) => row[column]);
      const update = `UPDATE patients_patient SET ${column} = ? WHERE id = ?`;
      await raw(past, update, [second, 1]);
      await raw(past, update, [first, 2]);
    };
    // If the number of the row kept the notes where they are, the names could still go the other way.
    for (const column of ['notes', 'last_name']) {
      await exchange(column);
      expect(await ofRows()).not.toEqual(await ofLog());
      await exchange(column);
    }
    await past.destroy();
    expect(await ofLog()).toEqual(logged);
  });

  it('are not read as if they were plain by whoever has no key', async () => {
    const clinic = await withPeople(await encrypted());
    Object.assign(clinic.engine.cells, { of: () => Promise.resolve(undefined) });
    const { entities } = { entities: clinic.dataSource.options.entities as (new () => Patient)[] };
    const keyless = await clinic.engine.dataSource('tenant_test', { entities }).initialize();
    await expect(keyless.getRepository(Patient).findOneByOrFail({ id: 1 })).rejects.toThrow('its key is missing');
    await keyless.destroy();
  });
});
