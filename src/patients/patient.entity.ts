import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { AllowedValues, Sensitive } from '../common/index.js';

export const GENDERS = ['male', 'female', 'other', 'unknown'] as const;
export type Gender = (typeof GENDERS)[number];

/** A patient of the clinic. */
@Entity('patients_patient')
export class Patient {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ name: 'first_name', type: 'varchar', length: 80 })
  firstName!: string;

  @Index('patients_patient_last_name')
  @Column({ name: 'last_name', type: 'varchar', length: 80 })
  lastName!: string;

  @Sensitive({ isSought: true, maxLength: 254 })
  @Column({ type: 'text', nullable: true })
  email!: string | null;

  @Sensitive({ maxLength: 30 })
  @Column({ type: 'text', nullable: true })
  phone!: string | null;

  /** Calendar date, `YYYY-MM-DD`. */
  @Column({ name: 'date_of_birth', type: 'date', nullable: true })
  dateOfBirth!: string | null;

  @AllowedValues(GENDERS)
  @Column({ type: 'varchar', length: 20, nullable: true })
  gender!: Gender | null;

  @Sensitive({ maxLength: 500 })
  @Column({ type: 'text', nullable: true })
  address!: string | null;

  @Sensitive()
  @Column({ type: 'text', nullable: true })
  notes!: string | null;

  @Column({ name: 'created_at', type: Date })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: Date })
  updatedAt!: Date;
}
