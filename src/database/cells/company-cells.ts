import { EncryptionUnfinishedError } from '../keys/keys.errors.js';
import type { DatabaseKeys } from '../keys/database-keys.js';
import { CellCipher } from './cell-cipher.js';
import type { CellSecrets } from './cell-cipher.js';

/** What the values of companies' databases are encrypted with: derived from the keys of their databases, on either engine. */
export class CompanyCells {
  /** Known once the master database is open; before, there is nothing but that one, which has no encrypted values. */
  keys: DatabaseKeys | undefined;

  /**
   * @param companyId the stamp of the database; absent: nobody's.
   * @returns undefined for a company that has no key.
   * @throws DatabaseKeyUnreadableError; EncryptionUnfinishedError while its key is being changed.
   */
  async of(companyId: number | undefined): Promise<CellCipher | undefined> {
    const secrets = await this.secretsOf(companyId);
    return secrets && new CellCipher(secrets);
  }

  /** The same for another thread. */
  async secretsOf(companyId: number | undefined): Promise<CellSecrets | undefined> {
    if (companyId === undefined || this.keys === undefined) return undefined;
    const keys = await this.keys.allOf(companyId);
    if (keys.some(({ state }) => state === 'next')) throw new EncryptionUnfinishedError(companyId);
    return secretsOf(companyId, keys);
  }

  /**
   * All keys that a company has, one that is just being made its own included: for what is found in a database and stays in it.
   * @throws DatabaseKeyUnreadableError.
   */
  async everySecretOf(companyId: number | undefined): Promise<CellSecrets | undefined> {
    if (companyId === undefined || this.keys === undefined) return undefined;
    return secretsOf(companyId, await this.keys.allOf(companyId));
  }
}

/** @param keys the newest, which seals, first. @returns undefined when there are none. */
export function secretsOf(companyId: number, keys: CellSecrets['keys']): CellSecrets | undefined {
  if (keys.length === 0) return undefined;
  return { companyId, keys: keys.map(({ number, key }) => ({ number, key })) };
}
