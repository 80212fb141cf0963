import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Where a company's database is that is not where settings say; the others have no such row. */
@Entity('database_place')
export class DatabasePlace {
  @ForeignKey('master_company', { name: 'database_place_company_id', onDelete: 'CASCADE' })
  @PrimaryColumn({ name: 'company_id', type: 'integer' })
  companyId!: number;

  /** A server of the catalogue, or `sqlite` or `postgres`, whichever is not the engine that settings choose. */
  @Index('database_place_server')
  @Column({ type: 'varchar', length: 40 })
  server!: string;
}
