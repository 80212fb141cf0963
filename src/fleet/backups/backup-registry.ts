import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In, IsNull, MoreThan, Not } from 'typeorm';
import type { FindOptionsWhere, Repository } from 'typeorm';
import type { Packed } from './archive/pack-archive.js';
import { FleetBackup } from './backup.entity.js';
import type { BackupReason } from './backup.entity.js';
import type { Refusal } from './backups.errors.js';

/** What a new backup's file does not say. */
export interface NewBackup extends Pick<FleetBackup, 'file' | 'reason' | 'actor'> {
  readonly packed: Packed;
}

/** Which backups there are; in the master database. */
@Injectable()
export class BackupRegistry {
  readonly rows: Repository<FleetBackup>;

  constructor(@InjectDataSource() master: DataSource) {
    this.rows = master.getRepository(FleetBackup);
  }

  async add({ packed: { manifest, sizeBytes }, ...known }: NewBackup): Promise<FleetBackup> {
    const { companyId, contentBytes, sha256, schemaVersion, fingerprint, rows } = manifest;
    const found = { companyId, contentBytes, sha256, schemaVersion, fingerprint, rows, sizeBytes };
    const state = { isEncrypted: manifest.encryptionKeyId !== null, provedAt: null, problem: null };
    return this.rows.save({ ...known, ...found, ...state, createdAt: new Date(manifest.createdAt) });
  }

  find(id: number): Promise<FleetBackup | null> {
    return this.rows.findOneBy({ id });
  }

  isKnown(file: string): Promise<boolean> {
    return this.rows.existsBy({ file });
  }

  /** All of a company, or of the master database, the newest first. */
  of(companyId: number | null): Promise<FleetBackup[]> {
    return this.rows.find({ where: { companyId: companyId ?? IsNull() }, order: NEWEST_FIRST });
  }

  newest(companyId: number | null, reason?: BackupReason): Promise<FleetBackup | null> {
    const where = { companyId: companyId ?? IsNull(), ...(reason && { reason }) };
    return this.rows.findOne({ where, order: NEWEST_FIRST });
  }

  /** Those that a company has had made since, the newest first. */
  requestedSince(companyId: number, since: Date): Promise<FleetBackup[]> {
    return this.rows.find({
      where: { companyId, reason: 'requested', createdAt: MoreThan(since) },
      order: NEWEST_FIRST,
    });
  }

  /** The last proved backup of each of these companies that has one. */
  async lastProved(companyIds: readonly number[]): Promise<ReadonlyMap<number, Date>> {
    const where: FindOptionsWhere<FleetBackup> = {
      companyId: In(companyIds),
      provedAt: Not(IsNull()),
      problem: IsNull(),
    };
    const rows = await this.rows.find({ where, select: { companyId: true, createdAt: true }, order: { id: 'ASC' } });
    return new Map(rows.map(({ companyId, createdAt }) => [companyId ?? 0, createdAt]));
  }

  async noteProved(id: number, at: Date): Promise<void> {
    await this.rows.update({ id }, { provedAt: at, problem: null });
  }

  async noteProblem(id: number, problem: Refusal): Promise<void> {
    await this.rows.update({ id }, { problem });
  }

  async forget(id: number): Promise<void> {
    await this.rows.delete({ id });
  }

  async forgetAll(companyId: number): Promise<void> {
    await this.rows.delete({ companyId });
  }
}

const NEWEST_FIRST = { createdAt: 'DESC', id: 'DESC' } as const;

/** Whether a backup counts: it was restored and compared, and nothing was found against it since. */
export function isProved({ provedAt, problem }: Pick<FleetBackup, 'provedAt' | 'problem'>): boolean {
  return provedAt !== null && problem === null;
}
