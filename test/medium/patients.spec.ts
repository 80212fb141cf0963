import { beforeEach, describe, expect, it } from '@jest/globals';
import { ValidationError } from '../../src/common/index.js';
import { PatientInUseError, PatientNotFoundError, PatientQuery } from '../../src/patients/index.js';
import { patientInput, tenantDatabases, withKey } from '../support/tenant-database.js';
import type { TenantDatabase } from '../support/tenant-database.js';
import { SOMEBODY } from '../support/somebody.js';

describe('the patients of a company', () => {
  const newDatabase = tenantDatabases();
  let clinic: TenantDatabase;
  beforeEach(async () => {
    clinic = await newDatabase();
  });

  it('cannot be read, changed or deleted when they are not there', async () => {
    await expect(clinic.patients.get(1)).rejects.toThrow(PatientNotFoundError);
    await expect(clinic.patients.update(SOMEBODY, 1, { notes: 'x' })).rejects.toThrow(PatientNotFoundError);
    await expect(clinic.patients.delete(SOMEBODY, 1)).rejects.toThrow(PatientNotFoundError);
  });

  it('are answered when new as they are read back, in any script', async () => {
    const input = patientInput({
      firstName: '小龙',
      lastName: 'Ñandú-O’Brien 😀',
      dateOfBirth: '1984-02-29',
      gender: 'other',
      address: '12 Main Street\nSpringfield',
      notes: 'é'.repeat(10_000),
    });
    const patient = await clinic.patients.create(SOMEBODY, input);
    expect(patient).toMatchObject({ ...input, id: 1, email: null, phone: null });
    expect({ ...(await clinic.patients.get(1)) }).toEqual(patient);
  });

  it('are changed where a field is given, and emptied where it is null', async () => {
    await clinic.newPatient({ dateOfBirth: '1984-02-29', gender: 'female', notes: 'Allergic' });
    clinic.clock.advance(1000);
    const changed = await clinic.patients.update(SOMEBODY, 1, { dateOfBirth: null, notes: 'None' });
    expect(changed).toMatchObject({ dateOfBirth: null, notes: 'None', gender: 'female', lastName: 'Álvarez' });
    expect(changed.updatedAt.getTime() - changed.createdAt.getTime()).toBe(1000);
    expect(await clinic.patients.get(1)).toEqual(changed);
    expect(await clinic.patients.update(SOMEBODY, 1, {})).toEqual(changed);
  });

  it('are listed by their ids, those that there are', async () => {
    for (const firstName of ['One', 'Two', 'Three']) await clinic.newPatient({ firstName });
    const { items, total } = await clinic.patients.list(
      Object.assign(new PatientQuery(), { ids: [3, 99, 1], sort: 'id' }),
    );
    expect([total, items.map(({ firstName }) => firstName)]).toEqual([2, ['One', 'Three']]);
  });

  it('cannot be deleted while they have appointments', async () => {
    const { patientId, id } = await clinic.newAppointment();
    await expect(clinic.patients.delete(SOMEBODY, patientId)).rejects.toThrow(PatientInUseError);
    await clinic.appointments.delete(SOMEBODY, id);
    await clinic.patients.delete(SOMEBODY, patientId);
    expect(await clinic.rows('patients_patient')).toHaveLength(0);
  });

  it('come once when fifty copies of a request have one Idempotency-Key', async () => {
    const input = patientInput({ dateOfBirth: '1984-02-29' });
    const copies = Array.from({ length: 50 }, () => clinic.patients.create(SOMEBODY, input, withKey('a', input)));
    expect(new Set((await Promise.all(copies)).map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await clinic.rows('patients_patient')).toHaveLength(1);
  });

  describe('date of birth', () => {
    // The clock says 2026-11-24 08:00 UTC; on the islands at UTC+14 it is 22:00 of that day.
    it.each(['2026-11-24', '2026-11-23', '1900-01-01'])('may be %s', async (dateOfBirth) => {
      expect((await clinic.newPatient({ dateOfBirth })).dateOfBirth).toBe(dateOfBirth);
    });

    it.each(['2026-11-25', '9999-12-31'])('may not be %s', async (dateOfBirth) => {
      await expect(clinic.newPatient({ dateOfBirth })).rejects.toThrow(ValidationError);
      await clinic.newPatient();
      const change = clinic.patients.update(SOMEBODY, 1, { dateOfBirth });
      await expect(change).rejects.toMatchObject({ extra: { errors: [{ field: 'dateOfBirth' }] } });
    });

    it('may be the day that has begun in the east while it has not in UTC', async () => {
      clinic.clock.set('2026-11-24T10:00:00Z');
      expect((await clinic.newPatient({ dateOfBirth: '2026-11-25' })).id).toBe(1);
    });
  });

  describe('the list', () => {
    const lastNames = async (query: Partial<PatientQuery>) => {
      const { items } = await clinic.patients.list(Object.assign(new PatientQuery(), query));
      return items.map((patient) => patient.lastName);
    };

    it('is narrowed by gender, day of birth and address', async () => {
      await clinic.newPatient({ lastName: 'A', gender: 'female', dateOfBirth: '1984-02-29', email: 'a@example.com' });
      await clinic.newPatient({ lastName: 'B', gender: 'male', dateOfBirth: '1984-02-29' });
      await clinic.newPatient({ lastName: 'C', gender: 'female' });
      expect(await lastNames({ gender: 'female' })).toEqual(['A', 'C']);
      expect(await lastNames({ dateOfBirth: '1984-02-29' })).toEqual(['A', 'B']);
      expect(await lastNames({ dateOfBirth: '1984-02-29', gender: 'male' })).toEqual(['B']);
      expect(await lastNames({ email: 'A@EXAMPLE.COM' })).toEqual(['A']);
    });

    it('finds by name, e-mail, telephone and address, and not in notes, which are for the eyes of one patient', async () => {
      await clinic.newPatient({ lastName: 'A', address: '12 Xylo Street' });
      await clinic.newPatient({ lastName: 'B', notes: 'xylo' });
      await clinic.newPatient({ lastName: 'Xylo' });
      expect(await lastNames({ q: 'xylo' })).toEqual(['A', 'Xylo']);
    });

    it('sorts the unknown together', async () => {
      await clinic.newPatient({ lastName: 'A' });
      await clinic.newPatient({ lastName: 'B', dateOfBirth: '1990-01-01' });
      await clinic.newPatient({ lastName: 'C', dateOfBirth: '1980-01-01' });
      expect((await lastNames({ sort: 'dateOfBirth' })).filter((name) => name !== 'A')).toEqual(['C', 'B']);
      expect((await lastNames({ sort: '-dateOfBirth' })).filter((name) => name !== 'A')).toEqual(['B', 'C']);
    });
  });
});
