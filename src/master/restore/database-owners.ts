import { sqliteOwnerOf } from '../../database/index.js';
import type { DatabaseEngine, DatabaseName, KeyWrapping } from '../../database/index.js';
import type { Row } from './present-facts.js';

interface OwnersKey {
  readonly companyId: number;
  readonly key: Uint8Array;
}

/** Whose databases are, by the number that they carry; an encrypted one is his whose key opens it. */
export class DatabaseOwners {
  private readonly keys: readonly OwnersKey[];

  /** @param rows of database_key. */
  constructor(
    private readonly engine: DatabaseEngine,
    wrapping: KeyWrapping,
    rows: readonly Row[],
  ) {
    this.keys = rows.flatMap((row) => keyIn(wrapping, row));
  }

  /** @param likely number of the company that should have it. @returns undefined for one that cannot be read. */
  async of(name: DatabaseName, likely: number | undefined): Promise<number | undefined> {
    const plain = await sqliteOwnerOf(this.engine, name).catch(() => undefined);
    if (plain !== undefined) return plain;
    const likelyFirst = [...this.keys].sort(
      (one, other) => Number(other.companyId === likely) - Number(one.companyId === likely),
    );
    for (const { companyId, key } of likelyFirst) if (await this.opens(name, companyId, key)) return companyId;
    return undefined;
  }

  private async opens(name: DatabaseName, companyId: number, key: Uint8Array): Promise<boolean> {
    return (await this.engine.encryption?.isEncryptedWith(name, companyId, key).catch(() => false)) ?? false;
  }
}

/** One that is wrapped with a key nobody has any more opens nothing. */
function keyIn(wrapping: KeyWrapping, row: Row): OwnersKey[] {
  const place = { companyId: Number(row.company_id), number: Number(row.number) };
  const wrapped = { wrappedKey: String(row.wrapped_key), wrappingKeyId: String(row.wrapping_key_id) };
  try {
    return [{ companyId: place.companyId, key: wrapping.unwrap(place, wrapped) }];
  } catch {
    return [];
  }
}
