import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/index.js';
import {
  DatabaseEngine,
  DatabaseUnreadableError,
  HISTORY_TABLE,
  MigrationHistoryError,
  Migrator,
  openForeignSqlite,
} from '../../database/index.js';
import type { AppliedMigration, DatabaseName, DatabaseSnapshot } from '../../database/index.js';
import { CellSealing } from '../encryption/index.js';
import { DATABASE_FILE } from '../export/export-manifest.js';
import type { ExportManifest } from '../export/export-manifest.js';
import { PlanLimitReachedError, STORAGE, TenantSchema } from '../../tenancy/index.js';
import type { TenantLimits } from '../../tenancy/index.js';
import { TenantTemplate } from '../tenant-template.js';
import { ArchiveRefusedError } from './import.errors.js';
import { TenantFilling } from './tenant-filling.js';
import { ZipArchive } from './zip-archive.js';

/** A company as its export has it, checked as far as that can be done without writing anything. */
export interface OpenArchive {
  readonly manifest: ExportManifest;
  readonly snapshot: DatabaseSnapshot;
}

interface Target {
  readonly companyId: number;
  readonly database: DatabaseName;
}

/** Reads exports, and makes databases of them. */
@Injectable()
export class Archives {
  private readonly folder: string;
  /** Those of our own schema, in all of its versions. */
  private readonly triggers: readonly string[];

  constructor(
    settings: Settings,
    private readonly engine: DatabaseEngine,
    private readonly migrator: Migrator,
    private readonly template: TenantTemplate,
    private readonly filling: TenantFilling,
    private readonly sealing: CellSealing,
    schema: TenantSchema,
  ) {
    const statements = schema.migrations.flatMap(({ sqlite }) => sqlite.up);
    this.triggers = statements.filter((sql) => /^\s*CREATE TRIGGER\b/i.test(sql));
    this.folder = join(settings.dataDir, 'tenant_databases', '.work');
  }

  /** What an archive says of itself. @throws ArchiveRefusedError. */
  async manifest(path: string): Promise<ExportManifest> {
    const archive = await ZipArchive.open(path);
    archive.close();
    return archive.manifest;
  }

  /**
   * Gives `work` what is in the archive.
   * @throws ArchiveRefusedError; what `work` throws.
   */
  async use<T>(path: string, work: (archive: OpenArchive) => Promise<T>): Promise<T> {
    const archive = await ZipArchive.open(path);
    try {
      const snapshot = await openForeignSqlite(this.folder, (to) => archive.extractDatabase(to), this.triggers).catch(
        refuseDamaged,
      );
      try {
        await this.assertKnown(snapshot, archive.manifest);
        return await work({ manifest: archive.manifest, snapshot });
      } finally {
        await snapshot.close();
      }
    } finally {
      archive.close();
    }
  }

  /**
   * Puts the rows of an archive into a company's new database, at the version that they were exported at, and brings it up
   * to date.
   * @param target an empty database at the newest migration.
   * @param limits what the plan allows; absent: anything.
   * @throws ArchiveRefusedError; what filling and migrating throw. The database is of no use then.
   */
  async unpack({ manifest, snapshot }: OpenArchive, target: Target, limits?: TenantLimits): Promise<void> {
    const { companyId, database } = target;
    const job = (keep?: string) => this.migrator.job(database, { stamp: companyId, snapshot: false, keep });
    const isOlder = manifest.schemaVersion !== this.migrator.head;
    if (isOlder) await this.engine.migrate(job(manifest.schemaVersion));
    const options = { isPlain: isOlder, ...(limits && { limits: () => Promise.resolve(limits) }) };
    const rows = await this.filling.fill(target, snapshot, options);
    assertCounts(rows, manifest);
    if (!isOlder) return;
    await this.engine.migrate(job());
    await this.sealing.seal(target);
  }

  /** An empty database of a company beside its own, at the newest migration. It is made anew if there is one. */
  async makeEmpty({ companyId, database }: Target): Promise<void> {
    await this.engine.drop(database);
    const engine = await this.engine.holding(companyId);
    await engine.copy(await this.template.name(engine), database, companyId);
  }

  /** @throws ArchiveRefusedError for a schema that this program has never made. */
  private async assertKnown(snapshot: DatabaseSnapshot, manifest: ExportManifest): Promise<void> {
    const history: AppliedMigration[] = [];
    const table = { name: HISTORY_TABLE, columns: ['name', 'checksum'] };
    try {
      for await (const rows of snapshot.portions(table))
        for (const [name, checksum] of rows) history.push({ name: String(name), checksum: String(checksum) });
      this.migrator.pendingAfter(history.sort((a, b) => (a.name < b.name ? -1 : 1)));
    } catch (error) {
      const isNewer = error instanceof MigrationHistoryError && error.reason === 'unknown';
      throw new ArchiveRefusedError(isNewer ? 'was made by a newer program' : 'has a schema of nobody', error);
    }
    const version = history.at(-1)?.name;
    if (version === undefined || version !== manifest.schemaVersion)
      throw new ArchiveRefusedError('has another schema than its manifest says');
  }
}

/**
 * Whether an archive has room, before anything of it is written.
 * @param usedBytes what the company has already. @throws PlanLimitReachedError.
 */
export function assertStorage({ manifest }: OpenArchive, limits: TenantLimits, usedBytes = 0): void {
  const limit = limits[STORAGE] ?? null;
  const sizeBytes = usedBytes + (manifest.files[DATABASE_FILE]?.sizeBytes ?? 0);
  if (limit !== null && sizeBytes > limit) throw new PlanLimitReachedError(STORAGE, limit, usedBytes);
}

function refuseDamaged(error: unknown): never {
  throw error instanceof DatabaseUnreadableError
    ? new ArchiveRefusedError('has a database that is damaged or has more than tables', error)
    : error;
}

function assertCounts(rows: Readonly<Record<string, number>>, manifest: ExportManifest): void {
  const told = Object.keys(manifest.rows).length === Object.keys(rows).length;
  if (!told || Object.entries(rows).some(([table, count]) => manifest.rows[table] !== count))
    throw new ArchiveRefusedError('has other rows than its manifest says');
}
