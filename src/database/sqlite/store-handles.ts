import { CommitFailedError, DatabaseClosedError } from '../database.errors.js';
import type { LogFlush } from './log-flush.js';
import type { SqliteLocation } from './open-database.js';
import type { SideHandles, SideHandleUser } from './side-handles.js';
import { isStorageFailure } from './sqlite-codes.js';
import { SqliteHandle } from './sqlite-handle.js';

/** More than the version of one handle can be. */
const VERSIONS = 2 ** 32;

/** The handles of one store: opened when they are needed, thrown away when they are not to be trusted any more. */
export class StoreHandles implements SideHandleUser {
  private opened: SqliteHandle | undefined;
  private isClosed = true;
  private isPinned = false;
  private isRetiring = false;
  private openings = 0;

  constructor(
    private readonly location: SqliteLocation,
    private readonly sideHandles: SideHandles,
  ) {}

  /** Allows and tries the opening. @throws what openDatabase throws; it stays closed then. */
  open(): void {
    this.isClosed = false;
    try {
      this.main();
    } catch (error) {
      this.isClosed = true;
      throw error;
    }
  }

  /** Closes all for good, or until `open`. */
  close(): void {
    this.isClosed = true;
    this.discard();
  }

  /** @throws DatabaseClosedError; what openDatabase throws. */
  main(): SqliteHandle {
    if (this.isClosed) throw new DatabaseClosedError(this.location.name);
    if (this.opened === undefined) {
      this.opened = SqliteHandle.open(this.location);
      this.openings += 1;
    }
    return this.opened;
  }

  /**
   * A greater number after every commit that was not made by the main handle: by another process, that is.
   * @throws what `main` throws.
   */
  versionOfOthers(): number {
    // Each handle counts for itself, from where it was opened.
    return this.main().versionOfOthers() + this.openings * VERSIONS;
  }

  /**
   * For whoever begins to write: after a failed flush the log is emptied first, because what is appended behind a gap
   * is lost with it. @throws CommitFailedError; the log stays in doubt then.
   */
  repair(log: LogFlush): void {
    if (!log.isInDoubt) return;
    this.discard();
    try {
      this.main().emptyLog();
    } catch (error) {
      throw isStorageFailure(error) ? new CommitFailedError(error) : error;
    }
    log.trust();
  }

  /** The main handle while a transaction is open on it; a new one would run statements outside of the transaction. */
  mainInTransaction(): SqliteHandle | undefined {
    return this.opened?.inTransaction ? this.opened : undefined;
  }

  /** For readers while somebody's transaction is open on the main handle. */
  side(): SqliteHandle {
    return this.sideHandles.of(this, this.location);
  }

  /** Keeps the main handle where it is until `unpin`, because a transaction is open on it. */
  pin(): void {
    this.isPinned = true;
  }

  unpin(): void {
    this.isPinned = false;
    if (this.isRetiring || this.opened?.inTransaction) this.discard();
  }

  retire(): void {
    if (!this.isPinned) return this.discard();
    this.discardSide();
    this.isRetiring = true;
  }

  discardSide(): void {
    closeQuietly(() => this.sideHandles.close(this));
  }

  discard(): void {
    this.discardSide();
    closeQuietly(() => this.opened?.close());
    this.opened = undefined;
    this.isRetiring = false;
  }
}

/** A handle on failed storage may not close cleanly; it is dropped either way. */
function closeQuietly(close: () => void): void {
  try {
    close();
  } catch {
    // As said above.
  }
}
