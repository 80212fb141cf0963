import { Check, Column, Entity, Exclusion, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { AllowedValues, Sensitive } from '../common/index.js';

export const APPOINTMENT_STATUSES = [
  'scheduled',
  'confirmed',
  'checked-in',
  'in-progress',
  'completed',
  'cancelled',
  'no-show',
] as const;
export type AppointmentStatus = (typeof APPOINTMENT_STATUSES)[number];

/** Appointments with these do not keep the doctor busy. */
export const FREE_STATUSES = ['cancelled', 'no-show'] as const satisfies readonly AppointmentStatus[];

/** A doctor sees a patient, from `startsAt` until just before `endsAt`. */
@Entity('appointments_appointment')
@Check('appointments_appointment_ends_after_start', 'ends_at > starts_at')
// PostgreSQL only: two transactions there do not see each other's new rows, on SQLite one waits for the other.
@Exclusion(
  'appointments_appointment_one_at_a_time',
  `USING gist (int4range(doctor_id, doctor_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&) ` +
    `WHERE (status NOT IN ('cancelled', 'no-show'))`,
)
@Index('appointments_appointment_doctor_id_starts_at', ['doctorId', 'startsAt'])
@Index('appointments_appointment_patient_id_starts_at', ['patientId', 'startsAt'])
export class Appointment {
  @PrimaryGeneratedColumn()
  id!: number;

  // Foreign keys by table name: this folder does not know the entities of others.
  @ForeignKey('doctors_doctor', { name: 'appointments_appointment_doctor_id', onDelete: 'RESTRICT' })
  @Column({ name: 'doctor_id', type: 'integer' })
  doctorId!: number;

  @ForeignKey('patients_patient', { name: 'appointments_appointment_patient_id', onDelete: 'RESTRICT' })
  @Column({ name: 'patient_id', type: 'integer' })
  patientId!: number;

  @Index('appointments_appointment_starts_at')
  @Column({ name: 'starts_at', type: Date })
  startsAt!: Date;

  @Column({ name: 'ends_at', type: Date })
  endsAt!: Date;

  @Sensitive({ maxLength: 500 })
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @AllowedValues(APPOINTMENT_STATUSES)
  @Column({ type: 'varchar', length: 20 })
  status!: AppointmentStatus;

  @Column({ name: 'created_at', type: Date })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: Date })
  updatedAt!: Date;
}
