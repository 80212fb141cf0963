import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/**
 * `current`: at the newest migration when it was last looked at. `pending`: behind, or never looked at. `migrating`: being
 * migrated, or left so by a process that died. `failed`: its last migration failed; it is as it was before.
 * `quarantined`: its database is missing, damaged or another company's.
 */
export const LEDGER_STATES = ['current', 'pending', 'migrating', 'failed', 'quarantined'] as const;
export type LedgerState = (typeof LEDGER_STATES)[number];

/** What can be done to a company's whole database; one at a time. */
export const TENANT_OPERATIONS = [
  'migrate',
  'repair',
  'backup',
  'verify',
  'restore',
  'rename',
  'delete',
  'copy',
  'move',
  'clone',
  'export',
  'import',
  'encrypt',
] as const;
export type TenantOperation = (typeof TENANT_OPERATIONS)[number];

/** What is known of a company's database without opening it, and who works on it. Made when first needed. */
@Entity('fleet_tenant')
@Index('fleet_tenant_operation', ['operation'], { where: 'operation IS NOT NULL' })
export class FleetTenant {
  @ForeignKey('master_company', { name: 'fleet_tenant_company_id', onDelete: 'CASCADE' })
  @PrimaryColumn({ name: 'company_id', type: 'integer' })
  companyId!: number;

  /** Name of the newest migration applied; empty when none is known. */
  @Column({ name: 'schema_version', type: 'varchar', length: 100 })
  schemaVersion!: string;

  /** Of its real schema, see schemaFingerprint; empty when it was never looked at. */
  @Column({ type: 'varchar', length: 16 })
  fingerprint!: string;

  @Index('fleet_tenant_state')
  @Column({ type: 'varchar', length: 12 })
  state!: LedgerState;

  @Column({ name: 'error_code', type: 'varchar', length: 60, nullable: true })
  errorCode!: string | null;

  /** Never a value out of the company's rows. */
  @Column({ name: 'error_detail', type: 'varchar', length: 500, nullable: true })
  errorDetail!: string | null;

  @Column({ name: 'migrated_at', type: Date, nullable: true })
  migratedAt!: Date | null;

  /** Of the last migration, in milliseconds. */
  @Column({ name: 'duration_ms', type: 'integer', nullable: true })
  durationMs!: number | null;

  /** The run of migrate-tenants that last looked at it. */
  @Column({ name: 'run_id', type: 'integer', nullable: true })
  runId!: number | null;

  /** What is being done to it; null when nothing is. */
  @Column({ type: 'varchar', length: 12, nullable: true })
  operation!: TenantOperation | null;

  /** The process and piece of work that does it (see workIdentity). */
  @Column({ name: 'operation_owner', type: 'varchar', length: 200, nullable: true })
  operationOwner!: string | null;

  /** Grows with every operation. */
  @Column({ name: 'operation_token', type: 'integer' })
  operationToken!: number;

  @Column({ name: 'operation_started_at', type: Date, nullable: true })
  operationStartedAt!: Date | null;

  /** From this instant on others may take the lock over. */
  @Column({ name: 'operation_expires_at', type: Date, nullable: true })
  operationExpiresAt!: Date | null;

  /** When its last operation that closes companies began or ended: servers that have it open must open it anew. */
  @Index('fleet_tenant_last_closed_at')
  @Column({ name: 'last_closed_at', type: Date, nullable: true })
  lastClosedAt!: Date | null;
}
