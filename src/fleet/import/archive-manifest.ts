import { DATABASE_FILE, EXPORT_FORMAT } from '../export/export-manifest.js';
import type { ExportManifest } from '../export/export-manifest.js';
import { ArchiveRefusedError } from './import.errors.js';

const HASH = /^[0-9a-f]{64}$/;
const LONE_SURROGATE = /\p{Surrogate}/u;
const TABLE = /^[a-z][a-z0-9_]{0,62}$/;
const PROFILE_LENGTHS = { slug: 47, name: 120, email: 254, phone: 30 } as const;
const ADDRESS_LENGTH = 500;

/** The manifest of an archive that somebody else may have made. @throws ArchiveRefusedError. */
export function parseManifest(bytes: Buffer): ExportManifest {
  const value = parsed(bytes);
  if (isObject(value) && typeof value.format === 'number' && value.format > EXPORT_FORMAT)
    throw new ArchiveRefusedError('was made by a newer program');
  if (!isManifest(value)) throw new ArchiveRefusedError('has no valid manifest');
  return value;
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

function isManifest(value: unknown): value is ExportManifest {
  return (
    isObject(value) &&
    value.format === EXPORT_FORMAT &&
    isText(value.schemaVersion, 100) &&
    isText(value.createdAt, 40) &&
    isProfile(value.company) &&
    isRows(value.rows) &&
    isFiles(value.files)
  );
}

function isProfile(value: unknown): boolean {
  if (!isObject(value)) return false;
  const isRight = Object.entries(PROFILE_LENGTHS).every(([field, length]) => isText(value[field], length));
  return isRight && (value.address === null || isText(value.address, ADDRESS_LENGTH));
}

function isRows(value: unknown): boolean {
  return isObject(value) && Object.entries(value).every(([table, rows]) => TABLE.test(table) && isCount(rows));
}

function isFiles(value: unknown): boolean {
  if (!isObject(value) || !Object.hasOwn(value, DATABASE_FILE)) return false;
  return Object.values(value).every(
    (file) => isObject(file) && isCount(file.sizeBytes) && typeof file.sha256 === 'string' && HASH.test(file.sha256),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown, length: number): boolean {
  return typeof value === 'string' && value !== '' && value.length <= length && !LONE_SURROGATE.test(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
