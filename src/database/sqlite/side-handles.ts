import type { SqliteLocation } from './open-database.js';
import { SqliteHandle } from './sqlite-handle.js';

/** Somebody who has a side handle. */
export interface SideHandleUser {
  /** Closes the side handle and, as soon as no transaction is open on it, the main one. */
  retire(): void;
}

/**
 * The second handles of stores that are read while one of their transactions is open; a bounded number over all files
 * of an engine, because each costs two more file descriptors and 250 tenants with two handles each would pass the
 * usual limit of 1,024. A handle is used within one synchronous call, so the oldest can be closed at any time.
 *
 * Its store's main handle goes with it: while that is open, SQLite keeps the descriptor of a closed second handle,
 * because closing it would drop the process's locks on the file (POSIX advisory locks).
 */
export class SideHandles {
  private readonly open = new Map<SideHandleUser, SqliteHandle>();

  constructor(private readonly limit: number) {}

  /** The side handle of `store`, opened if it has none. */
  of(store: SideHandleUser, location: SqliteLocation): SqliteHandle {
    const handle = this.open.get(store) ?? SqliteHandle.open(location);
    this.open.delete(store);
    this.open.set(store, handle);
    if (this.open.size > this.limit) this.open.keys().next().value?.retire();
    return handle;
  }

  close(store: SideHandleUser): void {
    const handle = this.open.get(store);
    this.open.delete(store);
    handle?.close();
  }
}
