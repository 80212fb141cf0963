import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../../common/index.js';
import { Settings } from '../../config/index.js';
import { KeptDatabases } from './kept-databases.js';

const HOUR_MS = 3_600_000;

/** Removes the former databases of companies that were moved long ago. */
@Injectable()
export class MovedUpkeep {
  constructor(
    private readonly kept: KeptDatabases,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  @Interval(HOUR_MS)
  async removeOld(): Promise<void> {
    const keptMs = this.settings.movedKeepSeconds * 1000;
    await this.kept.removeOld(new Date(this.clock.now().getTime() - keptMs));
  }
}
