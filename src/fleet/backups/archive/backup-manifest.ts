import type { DatabaseContent } from '../../../database/index.js';

/** Grows when an older program could not read what a newer one writes. */
export const BACKUP_FORMAT = 1;

/** What a backup says of itself; nobody can change it unnoticed (see archive-header.ts). */
export interface BackupManifest extends DatabaseContent {
  readonly format: number;
  /** Number of the company; null: the master database. */
  readonly companyId: number | null;
  /** As it was then; null: the master database. */
  readonly slug: string | null;
  readonly engine: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Length of the database's content in bytes, unpacked. */
  readonly contentBytes: number;
  /** Of the content, hexadecimal. */
  readonly sha256: string;
  readonly compression: 'gzip';
  /** Random, base64: every backup has a key of its own. */
  readonly salt: string;
  /** Which key encrypts it; null: it is authenticated only. */
  readonly encryptionKeyId: string | null;
}

const CHECKS: Readonly<Record<keyof BackupManifest, (value: unknown) => boolean>> = {
  format: (value) => value === BACKUP_FORMAT,
  companyId: (value) => value === null || isCount(value),
  slug: (value) => value === null || isText(value),
  engine: isText,
  createdAt: (value) => isText(value) && !Number.isNaN(Date.parse(value)),
  contentBytes: isCount,
  sha256: (value) => isText(value) && /^[0-9a-f]{64}$/.test(value),
  compression: (value) => value === 'gzip',
  salt: isText,
  encryptionKeyId: (value) => value === null || isText(value),
  schemaVersion: isText,
  fingerprint: isText,
  rows: (value) => typeof value === 'object' && value !== null && Object.values(value).every(isCount),
};

/** Whether a value has the shape of a manifest of this format. */
export function isManifest(value: unknown): value is BackupManifest {
  if (typeof value !== 'object' || value === null) return false;
  const members = value as Record<string, unknown>;
  return Object.entries(CHECKS).every(([name, isRight]) => isRight(members[name]));
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
