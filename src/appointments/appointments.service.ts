import { Injectable, Scope } from '@nestjs/common';
import { Repository } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import { Clock, findPage, ValidationError } from '../common/index.js';
import type { Actor, IdempotentRequest, Listed, Page } from '../common/index.js';
import { InjectTenantRepository, TenantWrites } from '../tenancy/index.js';
import { LISTED_APPOINTMENTS } from './appointment.dto.js';
import type { AppointmentQuery, CreateAppointmentDto, UpdateAppointmentDto } from './appointment.dto.js';
import { Appointment } from './appointment.entity.js';
import { AppointmentNotFoundError } from './appointments.errors.js';
import { assertDoctorIsFree } from './double-booking.js';
import { assertParticipants } from './participants.js';
import { refuseLostRace } from './lost-race.js';
import { assertTimeSpan, LONGEST_MS } from './time-span.js';

/** The appointments of one company. */
@Injectable({ scope: Scope.REQUEST, durable: true })
export class AppointmentsService {
  constructor(
    @InjectTenantRepository(Appointment) private readonly appointments: Repository<Appointment>,
    private readonly writes: TenantWrites,
    private readonly clock: Clock,
  ) {}

  /** @throws ValidationError for a sort field that there is not, or a `to` that is not after `from`. */
  async list(query: AppointmentQuery): Promise<Page<Listed<Appointment>>> {
    const { from, to } = query;
    if (from && to && to <= from) throw new ValidationError([{ field: 'to', message: 'must be after from' }]);
    return findPage(this.appointments, query, {
      ...LISTED_APPOINTMENTS,
      filter: (appointments) => {
        narrow(appointments, query);
      },
    });
  }

  /** @throws AppointmentNotFoundError */
  async get(id: number): Promise<Appointment> {
    const appointment = await this.appointments.findOneBy({ id });
    if (appointment === null) throw new AppointmentNotFoundError();
    return appointment;
  }

  /**
   * @throws ValidationError for times out of order and for a doctor or patient that does not exist;
   *   AppointmentConflictError, IdempotencyMismatchError.
   */
  async create(by: Actor, input: CreateAppointmentDto, request?: IdempotentRequest): Promise<Appointment> {
    assertTimeSpan(input);
    return this.writes
      .once(by, request, async (transaction) => {
        await assertParticipants(transaction, input);
        await assertDoctorIsFree(transaction, input);
        const now = this.clock.now();
        const fields = { ...input, createdAt: now, updatedAt: now };
        const { identifiers } = await transaction.insert(Appointment, fields);
        return { id: identifiers[0]?.id as number, ...fields };
      })
      .catch(refuseLostRace);
  }

  /**
   * Changes the fields that are given; of several changes at once the last one stays.
   * @throws AppointmentNotFoundError, and what `create` throws.
   */
  update(by: Actor, id: number, changes: UpdateAppointmentDto): Promise<Appointment> {
    return this.writes
      .run(by, async (transaction) => {
        const appointment = await transaction.findOneBy(Appointment, { id });
        if (appointment === null) throw new AppointmentNotFoundError();
        if (Object.keys(changes).length === 0) return appointment;
        const changed = Object.assign(appointment, changes, { updatedAt: this.clock.now() });
        if (changes.startsAt ?? changes.endsAt) assertTimeSpan(changed);
        await assertParticipants(transaction, changes);
        if (isRebooking(changes)) await assertDoctorIsFree(transaction, changed);
        await transaction.update(Appointment, { id }, { ...changes, updatedAt: changed.updatedAt });
        return changed;
      })
      .catch(refuseLostRace);
  }

  /** @throws AppointmentNotFoundError */
  async delete(by: Actor, id: number): Promise<void> {
    const { affected } = await this.writes.run(by, (transaction) => transaction.delete(Appointment, { id }), {
      frees: true,
    });
    if (affected === 0) throw new AppointmentNotFoundError();
  }
}

/** Whether a change takes time of a doctor's that it did not take before. */
function isRebooking({ doctorId, startsAt, endsAt, status }: UpdateAppointmentDto): boolean {
  return [doctorId, startsAt, endsAt, status].some((field) => field !== undefined);
}

function narrow(appointments: SelectQueryBuilder<Appointment>, query: AppointmentQuery): void {
  const { doctorId, patientId, status, from, to } = query;
  if (doctorId !== undefined) appointments.andWhere('entry.doctorId = :doctorId', { doctorId });
  if (patientId !== undefined) appointments.andWhere('entry.patientId = :patientId', { patientId });
  if (status !== undefined) appointments.andWhere('entry.status = :status', { status });
  if (from !== undefined) {
    const earliest = new Date(from.getTime() - LONGEST_MS);
    appointments.andWhere('entry.endsAt > :from AND entry.startsAt > :earliest', { from, earliest });
  }
  if (to !== undefined) appointments.andWhere('entry.startsAt < :to', { to });
}
