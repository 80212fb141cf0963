import type { EntityManager } from 'typeorm';

/** Pages of the file and of the log behind it, as the transaction sees them. */
export const USED_BYTES =
  'SELECT (page_count - freelist_count) * page_size AS bytes ' +
  'FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()';

/** See DatabaseEngine.usedBytes. */
export async function usedBytes(manager: EntityManager): Promise<number> {
  const [row] = await manager.query<{ bytes: number }[]>(USED_BYTES);
  return row?.bytes ?? 0;
}
