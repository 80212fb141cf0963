import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Sensitive } from '../common/index.js';

/** A doctor of the clinic. */
@Entity('doctors_doctor')
export class Doctor {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ name: 'first_name', type: 'varchar', length: 80 })
  firstName!: string;

  @Column({ name: 'last_name', type: 'varchar', length: 80 })
  lastName!: string;

  @Sensitive({ isSought: true, maxLength: 254 })
  @Column({ type: 'text', nullable: true })
  email!: string | null;

  @Sensitive({ maxLength: 30 })
  @Column({ type: 'text', nullable: true })
  phone!: string | null;

  @Column({ type: 'varchar', length: 120 })
  specialty!: string;

  @Index('doctors_doctor_license_number', { unique: true })
  @Column({ name: 'license_number', type: 'varchar', length: 60, nullable: true })
  licenseNumber!: string | null;

  @Column({ name: 'created_at', type: Date })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: Date })
  updatedAt!: Date;
}
