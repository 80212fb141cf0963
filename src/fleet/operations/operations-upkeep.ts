import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../../common/index.js';
import { Operations } from './operations.js';

// Intervals, not cron expressions: those load time zones, a twentieth of the start.
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const KEPT_DAYS = 90;

/** What operations need done at start and by the clock. */
@Injectable()
export class OperationsUpkeep implements OnApplicationBootstrap {
  constructor(
    private readonly operations: Operations,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.operations.recover();
  }

  @Interval(MINUTE_MS)
  async recover(): Promise<void> {
    await this.operations.recover();
  }

  @Interval(DAY_MS)
  async purge(): Promise<void> {
    await this.operations.purge(new Date(this.clock.now().getTime() - KEPT_DAYS * DAY_MS));
  }
}
