import { Logger } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Clock } from '../common/index.js';
import type { Settings } from '../config/index.js';

/** Machines' clocks drift by milliseconds in that time; one that is set by hand is wrong for no longer than this. */
const INTERVAL_MS = 10_000;
/** A clock that is right within this is left as it is, and so is that of a machine which is kept in time. */
const TOLERATED_MS = 250;
/** Operators are told of more than this. */
const TOLD_MS = 1_000;

const NOW_MS = 'SELECT extract(epoch FROM clock_timestamp()) * 1000 AS "nowMs"';

/**
 * Has all processes of an installation go by one clock, that of the server of the master database: one whose own is behind
 * would take tokens, sessions and links for as much longer, and one whose own is ahead would end them early.
 */
export class ServerClock implements OnApplicationShutdown {
  private readonly logger = new Logger('ServerClock');
  private timer: NodeJS.Timeout | undefined;

  /** @param serverMs asks the server for its time, in milliseconds since 1970. */
  constructor(
    private readonly clock: Clock,
    private readonly serverMs: () => Promise<number>,
  ) {}

  /** Begins to go by it. @returns null on SQLite: all processes are on the machine where the file is, and have its clock. */
  static async start(settings: Settings, master: DataSource, clock: Clock): Promise<ServerClock | null> {
    if (settings.databaseEngine === 'sqlite') return null;
    const server = new ServerClock(clock, () => timeOf(master));
    await server.look();
    server.timer = setInterval(() => void server.look(), INTERVAL_MS).unref();
    return server;
  }

  /** Compares the clocks, and sets this one if it is wrong. A server that does not answer leaves it as it is. */
  async look(): Promise<void> {
    const fromMs = this.clock.now().getTime();
    const serverMs = await this.serverMs().catch(() => undefined);
    if (serverMs === undefined) return;
    const tookMs = this.clock.now().getTime() - fromMs;
    // The server looked at its clock at some time in between.
    const aheadMs = Math.round(serverMs - fromMs - tookMs / 2);
    if (tookMs < 0 || Math.abs(aheadMs) <= Math.max(TOLERATED_MS, tookMs)) return;
    this.clock.correct(aheadMs);
    if (Math.abs(aheadMs) > TOLD_MS)
      this.logger.warn({ detail: "Goes by the clock of the database's server", aheadMs });
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }
}

async function timeOf(master: DataSource): Promise<number> {
  const [row] = await master.query<{ nowMs: unknown }[]>(NOW_MS);
  return Number(row?.nowMs);
}
