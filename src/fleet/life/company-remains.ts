import { Injectable } from '@nestjs/common';
import type { DatabaseName } from '../../database/index.js';

/** A company that is being erased. */
export interface LeavingCompany {
  readonly companyId: number;
  readonly slug: string;
  readonly database: DatabaseName;
  /** E-mail addresses of the company and its people. */
  readonly addresses: readonly string[];
}

/**
 * Removes, durably, what somebody keeps of a company outside of the master database's tables of companies and people. It
 * must be harmless to be called again, and for a company of which nothing is left.
 * @returns how many things there were, for the certificate.
 */
export type RemoveRemains = (company: LeavingCompany) => Promise<number>;

/** How many things `remove` would remove now. It is written down before they go, so that a crash loses no count. */
export type CountRemains = (company: LeavingCompany) => Promise<number>;

interface Keeper {
  readonly what: string;
  readonly remove: RemoveRemains;
  readonly count?: CountRemains | undefined;
}

/**
 * Who keeps anything of companies: databases, backups, mails, keys, caches. Whoever does registers how it is removed, while
 * the program is put together; the erasing of a company calls all of them and records what each removed.
 */
@Injectable()
export class CompanyRemains {
  private readonly keepers = new Map<string, Keeper>();

  /** @param what plural of the things, as the certificate names them: `backups`. */
  register(what: string, remove: RemoveRemains, count?: CountRemains): void {
    this.keepers.set(what, { what, remove, count });
  }

  /** All that are registered, in the order in which they were. */
  list(): readonly Keeper[] {
    return [...this.keepers.values()];
  }
}
