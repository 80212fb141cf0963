import { MasterNews } from '../../src/database/index.js';

/** For what stands alone: nobody else is there. */
export class NoNews extends MasterNews {
  readonly isLive: boolean = false;

  override check(): void {
    // Nothing happens elsewhere.
  }

  override tell(): Promise<void> {
    return Promise.resolve();
  }
}
