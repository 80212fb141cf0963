import { BoundedReads } from '../bounded-reads.js';
import type { BoundedRead, BoundedRows } from '../bounded-reads.js';
import type { DatabaseName } from '../database-engine.js';
import type { Route } from './routed-copies.js';

/** Reads databases where they are. */
export class RoutedReads extends BoundedReads {
  constructor(private readonly route: Route) {
    super();
  }

  override async read(name: DatabaseName, stamp: number, read: BoundedRead): Promise<BoundedRows> {
    return (await this.route(name, stamp)).reads.read(name, stamp, read);
  }
}
