/** @engine both: what must hold on either engine. */
import { beforeEach, describe, expect, it } from '@jest/globals';
import { DoctorInUseError, DoctorNotFoundError, LicenseNumberTakenError } from '../../src/doctors/index.js';
import { IdempotencyMismatchError } from '../../src/common/index.js';
import { doctorInput, tenantDatabases, withKey } from '../support/tenant-database.js';
import type { TenantDatabase } from '../support/tenant-database.js';
import { SOMEBODY } from '../support/somebody.js';
import { TEST_ENGINE } from '../support/test-engine.js';

describe('the doctors of a company', () => {
  const newDatabase = tenantDatabases();
  let clinic: TenantDatabase;
  beforeEach(async () => {
    clinic = await newDatabase();
  });

  it('cannot get or delete one that is not there', async () => {
    await clinic.newDoctor();
    await expect(clinic.doctors.get(2)).rejects.toThrow(DoctorNotFoundError);
    await expect(clinic.doctors.delete(SOMEBODY, 2)).rejects.toThrow(DoctorNotFoundError);
    expect(await clinic.rows('doctors_doctor')).toHaveLength(1);
  });

  it('cannot change one that is not there, not even by nothing', async () => {
    await expect(clinic.doctors.update(SOMEBODY, 1, { firstName: 'Ada' })).rejects.toThrow(DoctorNotFoundError);
    await expect(clinic.doctors.update(SOMEBODY, 1, {})).rejects.toThrow(DoctorNotFoundError);
  });

  it('answers a new one as it is read back', async () => {
    const doctor = await clinic.newDoctor({ email: 'grace@example.com', phone: '+1 555 0101', licenseNumber: 'MD-1' });
    expect(doctor).toEqual({
      id: 1,
      firstName: 'Grace',
      lastName: 'Hopper',
      email: 'grace@example.com',
      phone: '+1 555 0101',
      specialty: 'Cardiology',
      licenseNumber: 'MD-1',
      createdAt: new Date('2026-11-24T08:00:00Z'),
      updatedAt: new Date('2026-11-24T08:00:00Z'),
    });
    expect({ ...(await clinic.doctors.get(1)) }).toEqual(doctor);
  });

  it('never gives the id of a deleted one to another', async () => {
    const { id } = await clinic.newDoctor();
    await clinic.doctors.delete(SOMEBODY, id);
    expect((await clinic.newDoctor()).id).toBe(id + 1);
  });

  describe('changing one', () => {
    it('changes what is given, empties what is null, and keeps the rest', async () => {
      await clinic.newDoctor({ email: 'grace@example.com', licenseNumber: 'MD-1' });
      clinic.clock.advance(60_000);
      const changed = await clinic.doctors.update(SOMEBODY, 1, { specialty: 'Oncology', email: null });
      expect(changed).toMatchObject({ specialty: 'Oncology', email: null, licenseNumber: 'MD-1', firstName: 'Grace' });
      expect(changed.createdAt).toEqual(new Date('2026-11-24T08:00:00Z'));
      expect(changed.updatedAt).toEqual(new Date('2026-11-24T08:01:00Z'));
      expect(await clinic.doctors.get(1)).toEqual(changed);
    });

    it('leaves it untouched when nothing is given', async () => {
      const doctor = await clinic.newDoctor();
      clinic.clock.advance(60_000);
      expect({ ...(await clinic.doctors.update(SOMEBODY, 1, {})) }).toEqual(doctor);
    });

    it('loses none of fifty changes at once to different fields, and keeps one of those to the same', async () => {
      await clinic.newDoctor();
      const changes = Array.from({ length: 50 }, (_, n) =>
        n % 2 === 0 ? { firstName: `F${n}` } : { phone: `555 ${n}` },
      );
      await Promise.all(changes.map((change) => clinic.doctors.update(SOMEBODY, 1, change)));
      const doctor = await clinic.doctors.get(1);
      expect(doctor).toMatchObject(
        // One after the other on SQLite; on PostgreSQL whoever comes last.
        TEST_ENGINE === 'sqlite'
          ? { firstName: 'F48', phone: '555 49', lastName: 'Hopper' }
          : {
              firstName: expect.stringMatching(/^F\d+$/),
              phone: expect.stringMatching(/^555 \d+$/),
              lastName: 'Hopper',
            },
      );
    });
  });

  describe('license numbers', () => {
    it('are refused when another doctor has it, and nothing is kept', async () => {
      await clinic.newDoctor({ licenseNumber: 'MD-1' });
      await clinic.newDoctor({ licenseNumber: 'MD-2', firstName: 'Ada' });
      await expect(clinic.newDoctor({ licenseNumber: 'MD-1' })).rejects.toThrow(LicenseNumberTakenError);
      const change = clinic.doctors.update(SOMEBODY, 2, { firstName: 'Eva', licenseNumber: 'MD-1' });
      await expect(change).rejects.toMatchObject({
        code: 'already-exists',
        extra: { errors: [{ field: 'licenseNumber' }] },
      });
      expect((await clinic.rows('doctors_doctor')).map((row) => row.first_name)).toEqual(['Grace', 'Ada']);
    });

    it('may be missing, kept, and given again after a deletion', async () => {
      await clinic.newDoctor();
      await clinic.newDoctor();
      await clinic.newDoctor({ licenseNumber: 'MD-3' });
      await clinic.doctors.update(SOMEBODY, 3, { licenseNumber: 'MD-3', phone: '555' });
      await clinic.doctors.delete(SOMEBODY, 3);
      expect((await clinic.newDoctor({ licenseNumber: 'MD-3' })).id).toBe(4);
    });

    it('go to one of fifty that ask for the same at once', async () => {
      const attempts = Array.from({ length: 50 }, () => clinic.newDoctor({ licenseNumber: 'MD-1' }));
      const outcomes = await Promise.allSettled(attempts);
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
      const refusals = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refusals.every((refusal) => refusal.reason instanceof LicenseNumberTakenError)).toBe(true);
      expect(await clinic.rows('doctors_doctor')).toHaveLength(1);
    });
  });

  describe('deleting one', () => {
    it('is refused while there are appointments', async () => {
      const { doctorId, id } = await clinic.newAppointment();
      await expect(clinic.doctors.delete(SOMEBODY, doctorId)).rejects.toThrow(DoctorInUseError);
      expect(await clinic.rows('doctors_doctor')).toHaveLength(1);
      await clinic.appointments.delete(SOMEBODY, id);
      await clinic.doctors.delete(SOMEBODY, doctorId);
      expect(await clinic.rows('doctors_doctor')).toHaveLength(0);
    });
  });

  describe('requests with an Idempotency-Key', () => {
    it('have one effect and one answer in fifty copies', async () => {
      const input = doctorInput({ firstName: 'Émile' });
      const copies = Array.from({ length: 50 }, () => clinic.doctors.create(SOMEBODY, input, withKey('a', input)));
      const answers = (await Promise.all(copies)).map((answer) => JSON.stringify(answer));
      expect(new Set(answers).size).toBe(1);
      expect(await clinic.rows('doctors_doctor')).toHaveLength(1);
    });

    it('are refused with another body, and forgotten after a day', async () => {
      const [first, other] = [doctorInput(), doctorInput({ firstName: 'Ada' })];
      await clinic.doctors.create(SOMEBODY, first, withKey('a', first));
      await expect(clinic.doctors.create(SOMEBODY, other, withKey('a', other))).rejects.toThrow(
        IdempotencyMismatchError,
      );
      clinic.clock.advance(24 * 60 * 60 * 1000 + 1);
      expect((await clinic.doctors.create(SOMEBODY, other, withKey('a', other))).id).toBe(2);
    });

    it('do not remember a refusal', async () => {
      await clinic.newDoctor({ licenseNumber: 'MD-1' });
      const input = doctorInput({ licenseNumber: 'MD-1' });
      await expect(clinic.doctors.create(SOMEBODY, input, withKey('a', input))).rejects.toThrow(
        LicenseNumberTakenError,
      );
      await clinic.doctors.delete(SOMEBODY, 1);
      expect((await clinic.doctors.create(SOMEBODY, input, withKey('a', input))).licenseNumber).toBe('MD-1');
    });
  });
});
