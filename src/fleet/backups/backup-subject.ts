import type { DatabaseName } from '../../database/index.js';

/** Whose database is backed up: a company's (any Tenant), or the master's. */
export interface BackupSubject {
  /** Null: the master database. */
  readonly companyId: number | null;
  readonly slug: string | null;
  readonly database: DatabaseName;
}

export const MASTER_SUBJECT: BackupSubject = { companyId: null, slug: null, database: 'master' };

/** As the log of operations has it. */
export function companyOfSubject({ companyId, slug }: BackupSubject): { companyId: number; slug: string } | null {
  return companyId === null ? null : { companyId, slug: slug ?? '' };
}

/** The stamp that its database carries; the master's is not checked. */
export function stampOf({ companyId }: Pick<BackupSubject, 'companyId'>): number | undefined {
  return companyId ?? undefined;
}

const SCRATCH = /^scratch_[a-z]+(\d+)x/;

/**
 * Name of a database that is not to last, which tells whose data are in it.
 * @param purpose letters only. @param id tells it from others of the same purpose and owner.
 */
export function scratchName(purpose: string, companyId: number | null, id: string | number): DatabaseName {
  return `scratch_${purpose}${companyId ?? 0}x${id}`;
}

/** Number of the company whose data are in a scratch database; 0: the master's. */
export function ownerOfScratch(name: DatabaseName): number | undefined {
  const digits = SCRATCH.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
