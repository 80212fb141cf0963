import type { BackupSubject, FleetBackup } from '../../fleet/index.js';
import { failureReason } from '../failure-reasons.js';
import type { FailureReason } from '../failure-reasons.js';

/** What became of one database; `file` is there when there is a backup. */
export interface BackupOutcome {
  /** Null: the master database. */
  readonly slug: string | null;
  readonly file?: string;
  readonly createdAt?: string;
  readonly sizeBytes?: number;
  readonly schemaVersion?: string;
  readonly sha256?: string;
  readonly rows?: Readonly<Record<string, number>>;
  readonly provedAt?: string | null;
  readonly error?: FailureReason;
}

/** @param file where the backup is. */
export function backupOutcome({ slug }: Pick<BackupSubject, 'slug'>, backup: FleetBackup, file: string): BackupOutcome {
  const { createdAt, sizeBytes, schemaVersion, sha256, rows, provedAt } = backup;
  return {
    ...{ slug, file, createdAt: createdAt.toISOString(), sizeBytes: Number(sizeBytes), schemaVersion, sha256, rows },
    provedAt: provedAt?.toISOString() ?? null,
  };
}

export function failedOutcome({ slug }: Pick<BackupSubject, 'slug'>, error: unknown): BackupOutcome {
  return { slug, error: failureReason(error) };
}

/** One line of the result. @param done what was done: `backed up to`, `proved`. */
export function outcomeLine({ slug, file, sizeBytes, error }: BackupOutcome, done: string): string {
  const who = slug ?? 'master database';
  return error ? `${who}: ${error.code}: ${error.detail}` : `${who}: ${done} ${file} (${sizeBytes} bytes)`;
}
