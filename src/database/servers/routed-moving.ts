import type { DatabaseName } from '../database-engine.js';
import { DatabaseMoving } from '../database-moving.js';
import type { Route } from './routed-copies.js';

/** What is done to databases that are moved, on the server that has them now. */
export class RoutedMoving extends DatabaseMoving {
  constructor(private readonly route: Route) {
    super();
  }

  override async freeze(name: DatabaseName, stamp: number | undefined, waitMs: number): Promise<void> {
    await (await this.route(name, stamp)).moving.freeze(name, stamp, waitMs);
  }

  override async thaw(name: DatabaseName, stamp: number | undefined, waitMs: number): Promise<void> {
    await (await this.route(name, stamp)).moving.thaw(name, stamp, waitMs);
  }

  override async lastNumbers(name: DatabaseName, stamp: number | undefined): Promise<Readonly<Record<string, number>>> {
    return (await this.route(name, stamp)).moving.lastNumbers(name, stamp);
  }

  override async continueAfter(
    name: DatabaseName,
    stamp: number | undefined,
    last: Readonly<Record<string, number>>,
  ): Promise<void> {
    await (await this.route(name, stamp)).moving.continueAfter(name, stamp, last);
  }

  override async obstacles(): Promise<readonly string[]> {
    return (await this.route('master', undefined)).moving.obstacles();
  }

  override async prepareMaster(name: DatabaseName): Promise<void> {
    await (await this.route('master', undefined)).moving.prepareMaster(name);
  }
}
