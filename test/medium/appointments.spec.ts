/** @engine both: what must hold on either engine. */
import { beforeEach, describe, expect, it } from '@jest/globals';
import { AppointmentConflictError, AppointmentNotFoundError, AppointmentQuery } from '../../src/appointments/index.js';
import { tenantDatabases, withKey } from '../support/tenant-database.js';
import type { TenantDatabase } from '../support/tenant-database.js';
import { SOMEBODY } from '../support/somebody.js';

const at = (time: string) => new Date(`2026-11-24T${time}:00Z`);

describe('the appointments of a company', () => {
  const newDatabase = tenantDatabases();
  let clinic: TenantDatabase;
  beforeEach(async () => {
    clinic = await newDatabase();
  });

  it('cannot be read, changed or deleted when they are not there', async () => {
    await expect(clinic.appointments.get(1)).rejects.toThrow(AppointmentNotFoundError);
    await expect(clinic.appointments.update(SOMEBODY, 1, { reason: 'x' })).rejects.toThrow(AppointmentNotFoundError);
    await expect(clinic.appointments.delete(SOMEBODY, 1)).rejects.toThrow(AppointmentNotFoundError);
  });

  it('are answered when new as they are read back, scheduled unless said otherwise', async () => {
    const appointment = await clinic.newAppointment({ reason: 'Check-up' });
    expect(appointment).toMatchObject({ id: 1, status: 'scheduled', reason: 'Check-up', startsAt: at('09:00') });
    expect({ ...(await clinic.appointments.get(1)) }).toEqual(appointment);
  });

  it('keep the instant whatever the zone it was told in', async () => {
    const startsAt = new Date('2026-11-24T18:00:00.123+09:00');
    await clinic.newAppointment({ startsAt });
    expect((await clinic.appointments.get(1)).startsAt.toISOString()).toBe('2026-11-24T09:00:00.123Z');
  });

  describe('doctor and patient', () => {
    it('must exist; each that does not is named, and nothing is kept', async () => {
      const nobody = { doctorId: 7, patientId: 8 };
      await expect(clinic.newAppointment(nobody)).rejects.toMatchObject({
        code: 'validation-failed',
        extra: { errors: [{ field: 'doctorId' }, { field: 'patientId' }] },
      });
      await clinic.newAppointment();
      const change = clinic.appointments.update(SOMEBODY, 1, { patientId: 8 });
      await expect(change).rejects.toMatchObject({ extra: { errors: [{ field: 'patientId' }] } });
      expect(await clinic.rows('appointments_appointment')).toMatchObject([{ patient_id: 1 }]);
    });

    it('must exist in the database itself too, should code forget to ask', async () => {
      const sql = `INSERT INTO appointments_appointment
        (doctor_id, patient_id, starts_at, ends_at, status, created_at, updated_at) 
        VALUES (7, 8, '2026-01-01 08:00', '2026-01-01 09:00', 'x', '2026-01-01 08:00', '2026-01-01 08:00')`;
      await expect(clinic.dataSource.query(sql)).rejects.toThrow(/FOREIGN KEY/i);
    });
  });

  describe('times', () => {
    it.each([
      ['the same', '09:00', '09:00'],
      ['the wrong way round', '09:00', '08:59'],
    ])('may not be %s', async (_what, startsAt, endsAt) => {
      const attempt = clinic.newAppointment({ startsAt: at(startsAt), endsAt: at(endsAt) });
      await expect(attempt).rejects.toMatchObject({ extra: { errors: [{ field: 'endsAt' }] } });
    });

    it('may span 24 hours and not a millisecond more', async () => {
      const startsAt = at('09:00');
      const day = new Date('2026-11-25T09:00:00.000Z');
      expect((await clinic.newAppointment({ startsAt, endsAt: day })).id).toBe(1);
      const longer = clinic.newAppointment({ startsAt, endsAt: new Date(day.getTime() + 1) });
      await expect(longer).rejects.toMatchObject({ extra: { errors: [{ field: 'endsAt' }] } });
    });

    it('are checked as they will be when only one of them changes', async () => {
      await clinic.newAppointment();
      await expect(clinic.appointments.update(SOMEBODY, 1, { startsAt: at('10:00') })).rejects.toMatchObject({
        status: 400,
      });
      await expect(clinic.appointments.update(SOMEBODY, 1, { endsAt: at('09:00') })).rejects.toMatchObject({
        status: 400,
      });
      expect((await clinic.appointments.update(SOMEBODY, 1, { endsAt: at('09:01') })).endsAt).toEqual(at('09:01'));
    });
  });

  it('come once when fifty copies of a request have one Idempotency-Key', async () => {
    const input = await clinic.appointmentInput();
    const copies = Array.from({ length: 50 }, () => clinic.appointments.create(SOMEBODY, input, withKey('a', input)));
    expect(new Set((await Promise.all(copies)).map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await clinic.rows('appointments_appointment')).toHaveLength(1);
  });

  it('change where a field is given, and only there', async () => {
    const appointment = await clinic.newAppointment({ reason: 'Check-up' });
    clinic.clock.advance(1000);
    const changed = await clinic.appointments.update(SOMEBODY, 1, { reason: null, status: 'completed' });
    const updatedAt = new Date('2026-11-24T08:00:01Z');
    expect({ ...changed }).toEqual({ ...appointment, reason: null, status: 'completed', updatedAt });
    expect(await clinic.appointments.get(1)).toEqual(changed);
    expect(await clinic.appointments.update(SOMEBODY, 1, {})).toEqual(changed);
  });

  describe('the list', () => {
    const ids = async (query: Partial<AppointmentQuery>) => {
      const { items } = await clinic.appointments.list(Object.assign(new AppointmentQuery(), query));
      return items.map((appointment) => appointment.id);
    };

    it('is narrowed by doctor, patient and status', async () => {
      const { doctorId, patientId } = await clinic.newAppointment();
      await clinic.newAppointment({ patientId, status: 'cancelled' });
      await clinic.newAppointment({ doctorId, startsAt: at('11:00'), endsAt: at('12:00') });
      expect(await ids({ doctorId })).toEqual([1, 3]);
      expect(await ids({ patientId })).toEqual([1, 2]);
      expect(await ids({ doctorId, patientId })).toEqual([1]);
      expect(await ids({ status: 'cancelled' })).toEqual([2]);
    });

    it.each([
      ['before it', '07:00', '09:00', []],
      ['after it', '10:00', '11:00', []],
      ['into it', '08:00', '09:01', [1]],
      ['out of it', '09:59', '11:00', [1]],
      ['inside it', '09:15', '09:20', [1]],
      ['around it', '08:00', '11:00', [1]],
    ])('shows what overlaps a range %s', async (_where, from, to, expected) => {
      await clinic.newAppointment();
      expect(await ids({ from: at(from), to: at(to) })).toEqual(expected);
    });

    it('takes a range open at one side', async () => {
      await clinic.newAppointment();
      await clinic.newAppointment({ startsAt: at('12:00'), endsAt: at('13:00') });
      expect(await ids({ from: at('10:00') })).toEqual([2]);
      expect(await ids({ to: at('12:00') })).toEqual([1]);
    });

    it('refuses a range that ends before it begins', async () => {
      const range = ids({ from: at('10:00'), to: at('10:00') });
      await expect(range).rejects.toMatchObject({ extra: { errors: [{ field: 'to' }] } });
    });

    it('sorts by time and searches the reason', async () => {
      await clinic.newAppointment({ startsAt: at('12:00'), endsAt: at('13:00'), reason: 'Vaccination' });
      await clinic.newAppointment({ reason: 'Check-up' });
      expect(await ids({ sort: 'startsAt' })).toEqual([2, 1]);
      expect(await ids({ sort: '-startsAt' })).toEqual([1, 2]);
      expect(await ids({ q: 'VACC' })).toEqual([1]);
    });
  });

  it('let the same doctor be booked again once one is deleted', async () => {
    const { doctorId } = await clinic.newAppointment();
    await expect(clinic.newAppointment({ doctorId })).rejects.toThrow(AppointmentConflictError);
    await clinic.appointments.delete(SOMEBODY, 1);
    expect((await clinic.newAppointment({ doctorId })).id).toBe(2);
  });
});
