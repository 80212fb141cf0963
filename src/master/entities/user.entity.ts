import { Column, Entity, OneToOne, PrimaryGeneratedColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { Profile } from './profile.entity.js';

/** Somebody who signs in: a person of a company, who has a profile, or a superuser, who has none. */
@Entity('master_user')
export class User {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: 'varchar', length: 60 })
  username!: string;

  /** Lower case; what sign-in looks for. */
  @Column({ name: 'username_key', type: 'varchar', length: 120, unique: true })
  usernameKey!: string;

  @Column({ type: 'varchar', length: 254 })
  email!: string;

  @Column({ name: 'email_key', type: 'varchar', length: 508, unique: true })
  emailKey!: string;

  @Column({ name: 'first_name', type: 'varchar', length: 80 })
  firstName!: string;

  @Column({ name: 'last_name', type: 'varchar', length: 80 })
  lastName!: string;

  /** PHC string of argon2id. */
  @Column({ name: 'password_hash', type: 'varchar', length: 200, select: false })
  passwordHash!: string;

  @Column({ name: 'is_active', type: 'boolean' })
  isActive!: boolean;

  @Column({ name: 'is_superuser', type: 'boolean' })
  isSuperuser!: boolean;

  @Column({ name: 'created_at', type: Date })
  createdAt!: Date;

  @OneToOne(() => Profile, (profile) => profile.user)
  profile?: Relation<Profile> | null;
}
