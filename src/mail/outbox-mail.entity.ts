import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A mail that is to be sent, or was. */
@Entity('mail_outbox')
export class OutboxMail {
  @PrimaryGeneratedColumn()
  id!: number;

  /** Names what the mail is about: a second mail with the same key is the same mail. */
  @Column({ name: 'dedup_key', type: 'varchar', length: 300, unique: true })
  dedupKey!: string;

  /** On whose behalf it is; null: nobody's, or of before this was noted. Not a foreign key: it may outlive the company. */
  @Index('mail_outbox_company_id', { where: 'company_id IS NOT NULL' })
  @Column({ name: 'company_id', type: 'integer', nullable: true })
  companyId!: number | null;

  @Column({ type: 'varchar', length: 254 })
  recipient!: string;

  @Column({ type: 'varchar', length: 300 })
  subject!: string;

  /** Null once it is over: links in it let somebody in, and nobody needs to read them here. */
  @Column({ type: 'text', nullable: true })
  text!: string | null;

  @Column({ name: 'created_at', type: Date })
  createdAt!: Date;

  /** From when on it may be tried; whoever tries it moves this on, so that nobody else does. Null: it is over. */
  @Index('mail_outbox_due', { where: 'next_attempt_at IS NOT NULL' })
  @Column({ name: 'next_attempt_at', type: Date, nullable: true })
  nextAttemptAt!: Date | null;

  /** How often it was tried; also says whose attempt the last one is. */
  @Column({ type: 'integer' })
  attempts!: number;

  /** Null with a null `nextAttemptAt`: given up. */
  @Column({ name: 'sent_at', type: Date, nullable: true })
  sentAt!: Date | null;

  /** Code of the last failure, e.g. ECONNREFUSED; never its message, which may repeat addresses. */
  @Column({ name: 'last_failure', type: 'varchar', length: 60, nullable: true })
  lastFailure!: string | null;
}
