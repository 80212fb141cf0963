import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { CompanyErasure } from './company-erasure.js';

// An interval, not a cron expression: those load time zones, a twentieth of the start.
const MINUTE_MS = 60_000;

/** What the clock brings to the life of companies. */
@Injectable()
export class LifeUpkeep {
  constructor(private readonly erasure: CompanyErasure) {}

  /** Those whose time of grace is over, and clones that were made for a time. */
  @Interval(MINUTE_MS)
  async eraseDue(): Promise<void> {
    await this.erasure.eraseDue();
  }
}
