import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** What a company was moved away from: nobody opens it, and it is removed when the move is confirmed or was long ago. */
@Entity('database_kept')
export class KeptDatabase {
  @PrimaryGeneratedColumn()
  id!: number;

  /** Not a foreign key: the database is to be removed whatever becomes of the row of its company. */
  @Index('database_kept_company_id')
  @Column({ name: 'company_id', type: 'integer' })
  companyId!: number;

  /** Where it is: always by name, also where settings say. */
  @Column({ type: 'varchar', length: 40 })
  server!: string;

  /** Name of the database there, which is not that of the company any more. */
  @Column({ type: 'varchar', length: 63 })
  name!: string;

  @Column({ name: 'moved_at', type: Date })
  movedAt!: Date;
}
