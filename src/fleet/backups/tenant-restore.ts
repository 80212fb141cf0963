import { Injectable } from '@nestjs/common';
import {
  DatabaseEngine,
  DatabaseMissingError,
  ForeignDatabaseError,
  isDamage,
  MigrationExecutor,
  MigrationHistoryError,
  Migrator,
} from '../../database/index.js';
import type { DatabaseContent, DatabaseName } from '../../database/index.js';
import type { Tenant } from '../../tenancy/index.js';
import { ContinuedLogs } from '../audit/continued-logs.js';
import { CellSealing } from '../encryption/index.js';
import type { LedgerEntry } from '../ledger/ledger.js';
import { Operations } from '../operations/index.js';
import type { OperationActor, RunningOperation } from '../operations/index.js';
import type { BackupManifest } from './archive/backup-manifest.js';
import type { FleetBackup } from './backup.entity.js';
import { BackupMaker } from './backup-maker.js';
import { BackupMaterials } from './backup-materials.js';
import { scratchName } from './backup-subject.js';
import { BackupTurns } from './backup-turns.js';
import { BackupRefusedError } from './backups.errors.js';

/** Whoever else works on the database, or has it open, is waited for so long, in milliseconds. */
const PATIENCE_MS = 60_000;

/** How a company's database was before it was restored, when no backup of it could be made. */
export type NotSaved = 'missing' | 'unreadable' | 'foreign';

/** What a restore came to. */
export interface RestoredTenant {
  readonly manifest: BackupManifest;
  /** Names of the migrations that were applied to what came out of the backup. */
  readonly migrated: readonly string[];
  /** The state that was replaced, as a backup; undefined: there was none to save. */
  readonly saved: FleetBackup | undefined;
  readonly notSaved: NotSaved | undefined;
}

interface Prepared {
  readonly manifest: BackupManifest;
  readonly migrated: readonly string[];
  readonly content: DatabaseContent;
}

type Saved = Pick<RestoredTenant, 'saved' | 'notSaved'>;

/** Puts a backup in the place of a company's database; all other companies' are not touched. */
@Injectable()
export class TenantRestore {
  constructor(
    private readonly engine: DatabaseEngine,
    private readonly migrator: Migrator,
    private readonly executor: MigrationExecutor,
    private readonly operations: Operations,
    private readonly turns: BackupTurns,
    private readonly materials: BackupMaterials,
    private readonly maker: BackupMaker,
    private readonly logs: ContinuedLogs,
    private readonly sealing: CellSealing,
  ) {}

  /**
   * Restores a company's database. The backup is made a database, checked and migrated beside the present one, while
   * that is in use; then the company is closed for as long as its present state is saved and the two change places.
   * @param path of the backup file.
   * @throws BackupRefusedError with the reason; TenantLockedError, DatabaseBusyError when somebody is at the database for
   *   too long; what DatabaseCopies.dump throws when the disk is full. The database is as it was then.
   */
  restore(tenant: Tenant, path: string, actor: OperationActor): Promise<RestoredTenant> {
    const { companyId } = tenant;
    return this.operations.run({ kind: 'restore', company: tenant, actor }, async (operation) => {
      const scratch = scratchName('restore', companyId, operation.id);
      try {
        // Not under the lock that closes the company: this takes most of the time.
        const prepared = await this.turns.await(companyId, 'verify', { patienceMs: PATIENCE_MS }, () =>
          this.prepare(path, tenant, scratch, operation),
        );
        const saved = await this.turns.await(
          companyId,
          'restore',
          { patienceMs: PATIENCE_MS, entry: entryOf(prepared.content) },
          (present) => this.swap(present, scratch, operation),
        );
        return { manifest: prepared.manifest, migrated: prepared.migrated, ...saved };
      } finally {
        await this.engine.drop(scratch).catch(() => undefined);
      }
    });
  }

  private async prepare(
    path: string,
    { companyId }: Tenant,
    scratch: DatabaseName,
    operation: RunningOperation,
  ): Promise<Prepared> {
    const manifest = await this.materials.materialise(path, { companyId }, scratch, operation);
    const pending = await this.migrator.pending(scratch, companyId).catch((error: unknown) => {
      throw error instanceof MigrationHistoryError ? new BackupRefusedError('newer-schema', error) : error;
    });
    const prepared =
      pending.length === 0
        ? { manifest, migrated: [], content: manifest }
        : await this.migrate(companyId, scratch, operation, manifest);
    // Of the time before the company had a key, or of a former one.
    const sealed = { companyId, database: scratch };
    if (await this.sealing.isNeeded(sealed)) await this.sealing.seal(sealed);
    return prepared;
  }

  private async migrate(
    companyId: number,
    scratch: DatabaseName,
    operation: RunningOperation,
    manifest: BackupManifest,
  ): Promise<Prepared> {
    await operation.step('migrating');
    const job = this.migrator.job(scratch, { stamp: companyId, snapshot: false });
    const { applied, ...content } = await this.executor.run(job);
    return { manifest, migrated: applied, content };
  }

  private async swap(tenant: Tenant, scratch: DatabaseName, operation: RunningOperation): Promise<Saved> {
    const { companyId, database } = tenant;
    await operation.step('closing');
    await this.engine.whenUnused(database, PATIENCE_MS, companyId).catch(ignoreUnusable);
    operation.progress(60);
    const saved = await this.save(tenant, operation);
    const log = await this.logs.carryOver(tenant, scratch);
    await operation.step('swapping', { database, ...log });
    await this.engine.copies.replace(scratch, database, PATIENCE_MS, companyId);
    return saved;
  }

  private async save(tenant: Tenant, operation: RunningOperation): Promise<Saved> {
    try {
      return { saved: await this.maker.make(tenant, operation, 'before-restore'), notSaved: undefined };
    } catch (error) {
      const notSaved = unusable(error);
      if (notSaved === undefined) throw error;
      return { saved: undefined, notSaved };
    }
  }
}

/** What the ledger is told of a database that was restored. */
function entryOf({ schemaVersion, fingerprint }: DatabaseContent): LedgerEntry {
  return { state: 'current', schemaVersion, fingerprint, errorCode: null, errorDetail: null };
}

/** Why a database has no state that could be saved; undefined when the error says nothing of the kind. */
function unusable(error: unknown): NotSaved | undefined {
  if (error instanceof DatabaseMissingError) return 'missing';
  if (error instanceof ForeignDatabaseError) return 'foreign';
  // A disk that is full or fails says nothing of the database, whose state would be lost.
  return isDamage(error) ? 'unreadable' : undefined;
}

function ignoreUnusable(error: unknown): void {
  if (unusable(error) === undefined) throw error;
}
