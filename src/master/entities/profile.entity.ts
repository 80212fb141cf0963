import { Column, Entity, Index, JoinColumn, ManyToOne, OneToOne, PrimaryGeneratedColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import type { Role } from '../../common/index.js';
import { Company } from './company.entity.js';
import { User } from './user.entity.js';

/** What a user is in a company. */
@Entity('master_profile')
export class Profile {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ name: 'user_id', type: 'integer', unique: true })
  userId!: number;

  @Index('master_profile_company_id')
  @Column({ name: 'company_id', type: 'integer' })
  companyId!: number;

  @Column({ type: 'varchar', length: 20 })
  role!: Role;

  @Column({ name: 'created_at', type: Date })
  createdAt!: Date;

  @OneToOne(() => User, (user) => user.profile, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id' })
  user?: Relation<User>;

  @ManyToOne(() => Company, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'company_id' })
  company?: Relation<Company>;
}
