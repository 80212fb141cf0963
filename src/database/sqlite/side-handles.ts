import { SqliteHandle } from './sqlite-handle.js';
import type { SqliteLocation } from './sqlite-handle.js';

/**
 * The second handles of stores that are read while one of their transactions is open; a bounded number over all files
 * of an engine, because each costs two more file descriptors and 250 tenants with two handles each would pass the
 * usual limit of 1,024. A handle is used within one synchronous call, so the oldest can be closed at any time.
 */
export class SideHandles {
  private readonly open = new Map<object, SqliteHandle>();

  constructor(private readonly limit: number) {}

  /** The side handle of `store`, opened if it has none. */
  of(store: object, location: SqliteLocation): SqliteHandle {
    const handle = this.open.get(store) ?? SqliteHandle.open(location);
    this.open.delete(store);
    this.open.set(store, handle);
    if (this.open.size > this.limit) this.closeOldest();
    return handle;
  }

  close(store: object): void {
    const handle = this.open.get(store);
    this.open.delete(store);
    handle?.close();
  }

  private closeOldest(): void {
    const oldest = this.open.keys().next().value;
    if (oldest !== undefined) this.close(oldest);
  }
}
