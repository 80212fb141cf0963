import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { DataSource } from 'typeorm';
import { Clock, isTagGone, processTag } from '../../../common/index.js';
import { DatabaseEngine, MigrationExecutor, Migrator } from '../../../database/index.js';
import type { DatabaseName } from '../../../database/index.js';
import { TenantGate, TenantSchema } from '../../../tenancy/index.js';
import type { FleetBackup } from '../backup.entity.js';
import { BackupFolders } from '../backup-folders.js';
import { BackupMaterials } from '../backup-materials.js';
import { scratchName } from '../backup-subject.js';
import { TooManyLooksError } from '../backups.errors.js';

/** Backups that are open in this process at once, and the bytes that their databases may take up together. */
const MOST = 4;
const MOST_BYTES = 4 * 1024 ** 3;
const MINUTE_MS = 60_000;
/** One that nobody has looked at for so long is closed, and its database removed. */
const IDLE_MS = 5 * MINUTE_MS;

/** Those of another host, which may have gone for ever, are removed at this age, in milliseconds. */
const FORGOTTEN_MS = 24 * 3_600_000;

const OURS = /^scratch_(?:look\d+x\d+x\d+|master0)x([0-9a-f]+x\d+)$/;

interface Look {
  readonly name: DatabaseName;
  readonly companyId: number;
  readonly bytes: number;
  readonly opened: Promise<DataSource>;
  uses: number;
  isClosing: boolean;
  /** In milliseconds. */
  usedAt: number;
}

/** Backups of companies that are open to be looked at: each a database of its own, which nothing is written to. */
@Injectable()
export class BackupLooks implements OnApplicationBootstrap, OnApplicationShutdown {
  /** By number of the backup, the one that was used longest ago first. */
  private readonly looks = new Map<number, Look>();
  private opened = 0;

  constructor(
    private readonly engine: DatabaseEngine,
    private readonly migrator: Migrator,
    private readonly executor: MigrationExecutor,
    private readonly schema: TenantSchema,
    private readonly folders: BackupFolders,
    private readonly materials: BackupMaterials,
    private readonly clock: Clock,
    gate: TenantGate,
  ) {
    // What is erased must not stay open, and after a restore others look anew.
    gate.onClosing((companyId) => this.closeAllOf(companyId));
  }

  /** How many are open. */
  get openCount(): number {
    return this.looks.size;
  }

  /** Removes what killed processes left. */
  async onApplicationBootstrap(): Promise<void> {
    await this.engine.eachServer(async (engine) => {
      for (const name of await engine.list('scratch')) {
        const tag = OURS.exec(name)?.[1];
        if (tag !== undefined && (isTagGone(tag) || (await this.isForgotten(engine, name)))) await engine.drop(name);
      }
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.looks.keys()].map((id) => this.close(id)));
  }

  /**
   * Gives `work` a backup as a database of the present schema, opened now if it is not open; only for reading.
   * @throws BackupRefusedError; TooManyLooksError; what `work` throws.
   */
  async use<T>(backup: FleetBackup & { companyId: number }, work: (database: DataSource) => Promise<T>): Promise<T> {
    const look = this.looks.get(backup.id) ?? this.open(backup);
    this.looks.delete(backup.id);
    this.looks.set(backup.id, look);
    look.uses += 1;
    try {
      return await work(await look.opened);
    } finally {
      look.uses -= 1;
      look.usedAt = this.clock.now().getTime();
      if (look.uses === 0 && look.isClosing) void this.end(look);
    }
  }

  /** Closes those that nobody has looked at for five minutes. */
  @Interval(MINUTE_MS)
  async closeIdle(): Promise<void> {
    const latest = this.clock.now().getTime() - IDLE_MS;
    const idle = [...this.looks].filter(([, { uses, usedAt }]) => uses === 0 && usedAt <= latest);
    await Promise.all(idle.map(([id]) => this.close(id)));
  }

  /** Closes those of a company; one that is in use, when it is not any more. */
  closeAllOf(companyId: number): void {
    for (const [id, look] of this.looks) if (look.companyId === companyId) void this.close(id);
  }

  private open(backup: FleetBackup & { companyId: number }): Look {
    const { id, companyId } = backup;
    const bytes = Number(backup.contentBytes);
    this.makeRoom(bytes);
    // One that is being closed has its own name still.
    this.opened += 1;
    const name = scratchName('look', companyId, `${id}x${this.opened}x${processTag()}`);
    const opened = this.materialise(backup, name);
    const usedAt = this.clock.now().getTime();
    const look: Look = { name, companyId, bytes, opened, uses: 0, isClosing: false, usedAt };
    this.looks.set(id, look);
    opened.catch(() => {
      if (this.looks.get(id) === look) this.looks.delete(id);
    });
    return look;
  }

  private async isForgotten(engine: DatabaseEngine, name: DatabaseName): Promise<boolean> {
    const writtenAt = await engine.writtenAt(name);
    return writtenAt !== undefined && this.clock.now().getTime() - writtenAt.getTime() > FORGOTTEN_MS;
  }

  private async materialise(backup: FleetBackup & { companyId: number }, name: DatabaseName): Promise<DataSource> {
    const stamp = backup.companyId;
    await this.materials.materialise(this.folders.pathOf(backup.file), backup, name);
    try {
      if ((await this.migrator.pending(name, stamp)).length > 0) {
        await this.executor.run(this.migrator.job(name, { stamp, snapshot: false }));
      }
      const engine = await this.engine.holding(stamp);
      return await engine.dataSource(name, { entities: this.schema.entities, stamp }).initialize();
    } catch (error) {
      await this.engine.drop(name);
      throw error;
    }
  }

  /** Closes those that were used longest ago. @throws TooManyLooksError when that does not suffice. */
  private makeRoom(bytes: number): void {
    const isFull = (): boolean =>
      this.looks.size >= MOST || [...this.looks.values()].reduce((sum, look) => sum + look.bytes, bytes) > MOST_BYTES;
    for (const [id, { uses }] of this.looks) if (isFull() && uses === 0) void this.close(id);
    if (isFull()) throw new TooManyLooksError();
  }

  private async close(id: number): Promise<void> {
    const look = this.looks.get(id);
    if (look === undefined) return;
    this.looks.delete(id);
    look.isClosing = true;
    if (look.uses === 0) await this.end(look);
  }

  private async end({ opened, name }: Look): Promise<void> {
    const database = await opened.catch(() => undefined);
    await database?.destroy().catch(() => undefined);
    await this.engine.drop(name).catch(() => undefined);
  }
}
