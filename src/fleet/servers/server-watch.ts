import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { MeasureSource, ReadGauge } from '../../common/index.js';
import { ServerCatalogue, ServerReach } from '../../database/index.js';
import { TenantGate } from '../../tenancy/index.js';

const LOOK_MS = 10_000;

/** Keeps this process in step with what becomes of database servers, and tells which of them it could not reach. */
@Injectable()
export class ServerWatch extends MeasureSource implements OnApplicationBootstrap {
  override readonly measures = [
    new ReadGauge(
      'medadmin_database_server_away',
      'Database servers that this process could not reach when it last tried: new companies are made elsewhere.',
      () => Promise.resolve(this.reach.awayNames.map((server) => ({ labels: { server }, value: 1 }))),
    ),
  ];
  private urlSettings: ReadonlyMap<string, string> = new Map();

  constructor(
    private readonly catalogue: ServerCatalogue,
    private readonly reach: ServerReach,
    private readonly gate: TenantGate,
  ) {
    super();
  }

  async onApplicationBootstrap(): Promise<void> {
    this.urlSettings = await this.catalogue.urlSettings();
  }

  /** Tries servers again that were away; companies that are open on one that has another URL now are opened anew. */
  @Interval(LOOK_MS)
  async look(): Promise<void> {
    await this.reach.lookAgain();
    const [before, now] = [this.urlSettings, await this.catalogue.urlSettings()];
    this.urlSettings = now;
    for (const [server, setting] of before) {
      if (now.get(server) === undefined || now.get(server) === setting) continue;
      for (const companyId of await this.catalogue.places.companiesOn(server)) this.gate.reopen(companyId);
    }
  }
}
