import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A company's own role on the database server, which can reach its own database only. None on SQLite. */
@Entity('database_role')
export class DatabaseRole {
  /** Number of the company. */
  @PrimaryColumn({ name: 'company_id', type: 'integer' })
  companyId!: number;

  @Column({ type: 'varchar', length: 63 })
  name!: string;

  /** Encrypted with the key of this installation, see sealSecret. */
  @Column({ name: 'sealed_password', type: 'varchar', length: 200 })
  sealedPassword!: string;
}
