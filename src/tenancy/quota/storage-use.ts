/** The size of a company's database against its plan, in bytes. */
export interface StorageUse {
  readonly used: number;
  readonly limit: number;
}

const WARNS_FROM = 0.8;

/** Whether people should be told that their storage runs out: from 80 % of it on. */
export function isNearlyFull({ used, limit }: StorageUse): boolean {
  return used >= limit * WARNS_FROM;
}

/** Headers of the answer to a write: `Storage-Warning: used=…, limit=…` in bytes when storage runs out. */
export function storageHeaders(storage: StorageUse | undefined): Readonly<Record<string, string>> {
  if (storage === undefined || !isNearlyFull(storage)) return {};
  return { 'Storage-Warning': `used=${storage.used}, limit=${storage.limit}` };
}
