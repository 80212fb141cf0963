import { Injectable, Logger } from '@nestjs/common';
import { DatabaseEngine } from '../database-engine.js';
import { DatabaseUnreachableError, DatabaseUnreadableError } from '../database.errors.js';
import { ServerAddressError } from './servers.errors.js';

/**
 * Which servers of the catalogue this process could not reach when it last tried: new companies are made elsewhere meanwhile.
 * Each process goes by what it has seen itself, for the way from here to a server may be what is broken.
 */
@Injectable()
export class ServerReach {
  private readonly logger = new Logger('ServerReach');
  private readonly away = new Set<string>();

  constructor(private readonly engine: DatabaseEngine) {}

  /** Names of those that could not be reached. */
  get awayNames(): readonly string[] {
    return [...this.away].sort();
  }

  isAway(name: string): boolean {
    return this.away.has(name);
  }

  /** Whether an error says of a server that it cannot be worked with from here; then it is noted. */
  isAwayBy(name: string, error: unknown): boolean {
    const isAway = [DatabaseUnreachableError, DatabaseUnreadableError, ServerAddressError].some(
      (kind) => error instanceof kind,
    );
    if (isAway) this.note(name, false);
    return isAway;
  }

  /** Tries a server now, for at most some five seconds. */
  async isReachable(name: string): Promise<boolean> {
    try {
      await (await this.engine.named(name)).exists('master');
      this.note(name, true);
      return true;
    } catch (error) {
      return !this.isAwayBy(name, error);
    }
  }

  /** Tries those again that could not be reached. */
  async lookAgain(): Promise<void> {
    await Promise.all(this.awayNames.map((name) => this.isReachable(name)));
  }

  /** For one that is not in the catalogue any more. */
  forget(name: string): void {
    this.away.delete(name);
  }

  private note(server: string, isReached: boolean): void {
    if (this.away.has(server) !== isReached) return;
    if (isReached) {
      this.away.delete(server);
      this.logger.log({ detail: 'A database server can be reached again', server });
    } else {
      this.away.add(server);
      this.logger.warn({ detail: 'A database server cannot be reached; new companies are made elsewhere', server });
    }
  }
}
