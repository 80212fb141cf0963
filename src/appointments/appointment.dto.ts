import {
  EntryDto,
  IsoInstant,
  namedValues,
  OneOf,
  PageQuery,
  QueryNumber,
  Text,
  WholeNumber,
} from '../common/index.js';
import { APPOINTMENT_STATUSES } from './appointment.entity.js';
import type { AppointmentStatus } from './appointment.entity.js';

namedValues('AppointmentStatus', APPOINTMENT_STATUSES);

/** Largest id in an integer column of PostgreSQL. */
const ID_MAX = 2_147_483_647;

const ID = { min: 1, max: ID_MAX, example: 1 };
const STARTS_AT = { example: '2026-11-24T09:00:00.000Z' };
const ENDS_AT = { example: '2026-11-24T09:30:00.000Z' };
const REASON = { nullable: true, min: 1, max: 500, multiline: true, example: 'Check-up' };
const STATUS = { example: 'scheduled' };

export class CreateAppointmentDto {
  @WholeNumber(ID)
  doctorId!: number;

  @WholeNumber(ID)
  patientId!: number;

  @IsoInstant(STARTS_AT)
  startsAt!: Date;

  /** After `startsAt`, by at most 24 hours. */
  @IsoInstant(ENDS_AT)
  endsAt!: Date;

  @Text({ ...REASON, optional: true })
  reason: string | null = null;

  @OneOf(APPOINTMENT_STATUSES, { ...STATUS, optional: true })
  status: AppointmentStatus = 'scheduled';
}

export class UpdateAppointmentDto {
  @WholeNumber({ ...ID, optional: true })
  doctorId?: number;

  @WholeNumber({ ...ID, optional: true })
  patientId?: number;

  @IsoInstant({ ...STARTS_AT, optional: true })
  startsAt?: Date;

  /** After `startsAt`, by at most 24 hours. */
  @IsoInstant({ ...ENDS_AT, optional: true })
  endsAt?: Date;

  @Text({ ...REASON, optional: true })
  reason?: string | null;

  @OneOf(APPOINTMENT_STATUSES, { ...STATUS, optional: true })
  status?: AppointmentStatus;
}

export const LISTED_APPOINTMENTS = {
  sortable: ['id', 'doctorId', 'patientId', 'startsAt', 'endsAt', 'status', 'createdAt', 'updatedAt'],
  searchable: ['reason'],
};

export class AppointmentQuery extends PageQuery {
  @QueryNumber({ ...ID, optional: true })
  doctorId?: number;

  @QueryNumber({ ...ID, optional: true })
  patientId?: number;

  @OneOf(APPOINTMENT_STATUSES, { ...STATUS, optional: true })
  status?: AppointmentStatus;

  /** Only appointments that end after this. */
  @IsoInstant({ optional: true, example: '2026-11-24T00:00:00.000Z' })
  from?: Date;

  /** Only appointments that start before this. */
  @IsoInstant({ optional: true, example: '2026-11-25T00:00:00.000Z' })
  to?: Date;
}

/** An appointment as the API answers it. */
export class AppointmentDto extends EntryDto {
  @WholeNumber(ID)
  doctorId!: number;

  @WholeNumber(ID)
  patientId!: number;

  @IsoInstant(STARTS_AT)
  startsAt!: Date;

  @IsoInstant(ENDS_AT)
  endsAt!: Date;

  @Text(REASON)
  reason!: string | null;

  @OneOf(APPOINTMENT_STATUSES, STATUS)
  status!: AppointmentStatus;
}
