/** @engine both: what must hold on either engine. */
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Appointment, AppointmentConflictError, APPOINTMENT_STATUSES } from '../../src/appointments/index.js';
import type { CreateAppointmentDto } from '../../src/appointments/index.js';
import { assertDoctorIsFree } from '../../src/appointments/double-booking.js';
import { tenantDatabases } from '../support/tenant-database.js';
import type { TenantDatabase } from '../support/tenant-database.js';
import { SOMEBODY } from '../support/somebody.js';
import { TEST_ENGINE } from '../support/test-engine.js';

const at = (time: string) => new Date(`2026-11-24T${time}:00Z`);
const AT_ONCE = 50;

describe('booking a doctor twice', () => {
  const newDatabase = tenantDatabases();
  let clinic: TenantDatabase;
  beforeEach(async () => {
    clinic = await newDatabase();
  });

  /** The doctor has an appointment from nine to ten. */
  const busyDoctor = async () => (await clinic.newAppointment()).doctorId;
  const stored = () => clinic.rows('appointments_appointment');

  it.each([
    ['the same time', '09:00', '10:00'],
    ['into its beginning', '08:30', '09:01'],
    ['out of its end', '09:59', '10:30'],
    ['inside it', '09:15', '09:20'],
    ['around it', '08:00', '11:00'],
  ])('is refused for %s', async (_when, startsAt, endsAt) => {
    const doctorId = await busyDoctor();
    const attempt = clinic.newAppointment({ doctorId, startsAt: at(startsAt), endsAt: at(endsAt) });
    await expect(attempt).rejects.toThrow(AppointmentConflictError);
    expect(await stored()).toHaveLength(1);
  });

  it.each([
    ['until it begins', '08:00', '09:00'],
    ['from when it ends', '10:00', '11:00'],
    ['later', '12:00', '13:00'],
  ])('is allowed %s', async (_when, startsAt, endsAt) => {
    const doctorId = await busyDoctor();
    expect((await clinic.newAppointment({ doctorId, startsAt: at(startsAt), endsAt: at(endsAt) })).id).toBe(2);
  });

  it('is refused at the far end of an appointment of 24 hours', async () => {
    const startsAt = at('09:00');
    const endsAt = new Date('2026-11-25T09:00:00Z');
    const { doctorId } = await clinic.newAppointment({ startsAt, endsAt });
    const lastMinute = { startsAt: new Date('2026-11-25T08:59:00Z'), endsAt: new Date('2026-11-25T10:00:00Z') };
    await expect(clinic.newAppointment({ doctorId, ...lastMinute })).rejects.toThrow(AppointmentConflictError);
  });

  it('is no matter for another doctor', async () => {
    const { patientId } = await clinic.newAppointment();
    expect((await clinic.newAppointment({ patientId })).id).toBe(2);
  });

  it.each(APPOINTMENT_STATUSES)('minds an appointment that is %s as it should', async (status) => {
    const { doctorId } = await clinic.newAppointment({ status });
    const isFree = status === 'cancelled' || status === 'no-show';
    const attempt = clinic.newAppointment({ doctorId }).then(
      () => true,
      (error: unknown) => !(error instanceof AppointmentConflictError),
    );
    expect(await attempt).toBe(isFree);
  });

  it.each(['cancelled', 'no-show'] as const)('is possible on paper, as %s', async (status) => {
    const doctorId = await busyDoctor();
    expect((await clinic.newAppointment({ doctorId, status })).status).toBe(status);
  });

  describe('by changing an appointment', () => {
    it('is refused when it is moved onto another, and it stays where it was', async () => {
      const doctorId = await busyDoctor();
      const { id } = await clinic.newAppointment({ doctorId, startsAt: at('10:00'), endsAt: at('11:00') });
      const move = clinic.appointments.update(SOMEBODY, id, { startsAt: at('09:59') });
      await expect(move).rejects.toThrow(AppointmentConflictError);
      expect((await clinic.appointments.get(id)).startsAt).toEqual(at('10:00'));
    });

    it('is refused when another doctor takes over', async () => {
      const doctorId = await busyDoctor();
      const { id } = await clinic.newAppointment();
      await expect(clinic.appointments.update(SOMEBODY, id, { doctorId })).rejects.toThrow(AppointmentConflictError);
    });

    it('is refused when a cancelled one is taken up again', async () => {
      const doctorId = await busyDoctor();
      const { id } = await clinic.newAppointment({ doctorId, status: 'cancelled' });
      await expect(clinic.appointments.update(SOMEBODY, id, { status: 'confirmed' })).rejects.toThrow(
        AppointmentConflictError,
      );
      expect((await clinic.appointments.update(SOMEBODY, id, { reason: 'Moved' })).status).toBe('cancelled');
    });

    it('does not count the appointment itself', async () => {
      await busyDoctor();
      const moved = await clinic.appointments.update(SOMEBODY, 1, { startsAt: at('09:30'), endsAt: at('10:30') });
      expect(moved.startsAt).toEqual(at('09:30'));
    });

    it('is allowed once the other has been cancelled', async () => {
      const doctorId = await busyDoctor();
      await clinic.appointments.update(SOMEBODY, 1, { status: 'cancelled' });
      expect((await clinic.newAppointment({ doctorId })).id).toBe(2);
    });
  });

  describe(`by ${AT_ONCE} at once`, () => {
    const count = (outcomes: PromiseSettledResult<unknown>[], status: string) =>
      outcomes.filter((outcome) => outcome.status === status).length;

    it('lets one in and tells the others of the conflict', async () => {
      const input = await clinic.appointmentInput();
      const attempts = Array.from({ length: AT_ONCE }, () => clinic.appointments.create(SOMEBODY, input));
      const outcomes = await Promise.allSettled(attempts);
      expect(count(outcomes, 'fulfilled')).toBe(1);
      const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
      expect(reasons.filter((reason) => reason instanceof AppointmentConflictError)).toHaveLength(AT_ONCE - 1);
      expect(await stored()).toHaveLength(1);
    });

    it('lets one of them move to the free hour', async () => {
      const { doctorId, patientId } = await clinic.appointmentInput();
      for (let hour = 0; hour < 12; hour += 1) {
        const [startsAt, endsAt] = [new Date(2027, 0, 1, hour), new Date(2027, 0, 1, hour + 1)];
        await clinic.newAppointment({ doctorId, patientId, startsAt, endsAt });
      }
      const moves = Array.from({ length: 12 }, (_, n) =>
        clinic.appointments.update(SOMEBODY, n + 1, { startsAt: at('09:00'), endsAt: at('10:00') }),
      );
      expect(count(await Promise.allSettled(moves), 'fulfilled')).toBe(1);
    });

    it('would let more than one in if the doctor were asked for before the transaction', async () => {
      const bookNaively = async (input: CreateAppointmentDto) => {
        const { manager } = clinic.dataSource;
        await assertDoctorIsFree(manager, input);
        const now = clinic.clock.now();
        await manager.insert(Appointment, { ...input, createdAt: now, updatedAt: now });
      };
      const input = await clinic.appointmentInput();
      await Promise.allSettled(Array.from({ length: AT_ONCE }, () => bookNaively(input)));
      const booked = (await stored()).length;
      // PostgreSQL has a constraint that SQLite does not know.
      expect(TEST_ENGINE === 'sqlite' ? booked > 1 : booked === 1).toBe(true);
    });
  });
});
