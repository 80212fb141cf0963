import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** What was removed with a company, by what it is called: `{"databases": 1, "mails": 3}`. */
export type Removed = Readonly<Record<string, number>>;

/** That a company was erased: proof for those who must show it, without a word of whose it was. */
@Entity('fleet_erasure_certificate')
export class ErasureCertificate {
  @PrimaryGeneratedColumn()
  id!: number;

  /** Numbers of companies are never given out again. */
  @Index('fleet_erasure_certificate_company_id', { unique: true })
  @Column({ name: 'company_id', type: 'integer' })
  companyId!: number;

  /** SHA-256 of the name, hexadecimal: whoever knows the name can tell that it is this company. */
  @Column({ name: 'name_sha256', type: 'varchar', length: 64 })
  nameSha256!: string;

  /** Null: there was no time of grace. */
  @Column({ name: 'requested_at', type: Date, nullable: true })
  requestedAt!: Date | null;

  /** Who asked for the deletion: `user:12`, `command`; null like `requestedAt`. */
  @Column({ name: 'requested_by', type: 'varchar', length: 80, nullable: true })
  requestedBy!: string | null;

  @Column({ name: 'erased_at', type: Date })
  erasedAt!: Date;

  /** Who did it: `command`, `schedule`, `user:12`. */
  @Column({ name: 'erased_by', type: 'varchar', length: 80 })
  erasedBy!: string;

  @Column({ type: 'simple-json' })
  removed!: Removed;
}
