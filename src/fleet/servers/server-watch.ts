import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { MeasureSource, ReadGauge } from '../../common/index.js';
import { ServerReach } from '../../database/index.js';

const LOOK_MS = 10_000;

/** Tries servers again that could not be reached, and tells which those are. */
@Injectable()
export class ServerWatch extends MeasureSource {
  override readonly measures = [
    new ReadGauge(
      'medadmin_database_server_away',
      'Database servers that this process could not reach when it last tried: new companies are made elsewhere.',
      () => Promise.resolve(this.reach.awayNames.map((server) => ({ labels: { server }, value: 1 }))),
    ),
  ];

  constructor(private readonly reach: ServerReach) {
    super();
  }

  @Interval(LOOK_MS)
  async lookAgain(): Promise<void> {
    await this.reach.lookAgain();
  }
}
