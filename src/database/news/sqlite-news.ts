import { MasterNews } from './master-news.js';

/** What may be out of date after a commit of others. */
const KEPT = ['sessions', 'subscriptions'] as const;

/**
 * On SQLite the file itself tells: its version moves with every commit of another process, and looking at it costs some
 * microseconds. What the commit was about is not said, so everything that is kept is looked at again.
 */
export class SqliteNews extends MasterNews {
  /** Nobody is called; who wants to know must look. */
  readonly isLive = false;
  private version: number | undefined;

  /**
   * @param versionOfOthers moves whenever another process commits; it throws while the file cannot be read.
   * @param commits of this process so far.
   */
  constructor(
    private readonly versionOfOthers: () => number,
    private readonly commits: () => number,
  ) {
    super();
  }

  override check(): void {
    const version = this.look();
    if (version !== undefined && version === this.version) return;
    this.version = version;
    // Locks are looked at ten times a second without that.
    for (const topic of KEPT) void this.hear(topic);
  }

  override state(): number | undefined {
    const ofOthers = this.look();
    // Both only grow, so that their sum is another one whichever of them has.
    return ofOthers === undefined ? undefined : ofOthers + this.commits();
  }

  /** The commit itself has told. */
  override tell(): Promise<void> {
    return Promise.resolve();
  }

  private look(): number | undefined {
    try {
      return this.versionOfOthers();
    } catch {
      return undefined;
    }
  }
}
