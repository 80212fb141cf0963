/** What processes keep of the master database for a while, and must look at again when another one has changed it. */
export type NewsTopic = 'sessions' | 'subscriptions' | 'locks';

/** Has what was kept looked at again; what it returns is awaited before whoever told goes on. */
export type NewsListener = () => void | Promise<void>;

/**
 * How the processes of an installation hear of each other's changes to the master database. It only makes it sooner: what
 * is kept is looked at again within a second anyway, so that news that are lost cost a second and nothing else.
 */
export abstract class MasterNews {
  private readonly listeners = new Map<NewsTopic, NewsListener[]>();

  /** Whether changes of others are heard of without asking. */
  abstract readonly isLive: boolean;

  /** Has `heard` called whenever something else than this process may have changed what the topic is about. */
  listen(topic: NewsTopic, heard: NewsListener): void {
    this.listeners.set(topic, [...(this.listeners.get(topic) ?? []), heard]);
  }

  /** Hears what there is to be heard by now. It is cheap, for whoever uses what was kept asks first. */
  abstract check(): void;

  /**
   * The same number as long as nothing was committed to the master database, by whomever. What was read when it was the same
   * is still true at this moment. Asking costs some microseconds.
   * @returns undefined where only a query could tell.
   */
  state(): number | undefined {
    return undefined;
  }

  /**
   * Tells the other processes of a change that was committed, and waits until they have heard, at most for the second in
   * which they would have found out. Never fails.
   */
  abstract tell(topic: NewsTopic): Promise<void>;

  /** All listeners have begun when it returns. */
  protected async hear(topic: NewsTopic): Promise<void> {
    const hearing = (this.listeners.get(topic) ?? []).map(async (heard) => heard());
    await Promise.all(hearing);
  }

  /** Something was missed, and nobody knows what. */
  protected hearAll(): void {
    for (const topic of this.listeners.keys()) void this.hear(topic);
  }
}
