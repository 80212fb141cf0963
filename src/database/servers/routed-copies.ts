import type { DatabaseContent } from '../database-content.js';
import { DatabaseCopies } from '../database-copies.js';
import type { DatabaseEngine, DatabaseName } from '../database-engine.js';

/** The engine of the server that has a database. */
export type Route = (name: DatabaseName, stamp: number | undefined) => Promise<DatabaseEngine>;

/** Copies of databases on any server. */
export class RoutedCopies extends DatabaseCopies {
  constructor(private readonly route: Route) {
    super();
  }

  override async dump(
    name: DatabaseName,
    stamp: number | undefined,
    target: string,
    isQuiet?: boolean,
  ): Promise<DatabaseContent> {
    return (await this.route(name, stamp)).copies.dump(name, stamp, target, isQuiet);
  }

  override async load(source: string, name: DatabaseName, stamp?: number): Promise<void> {
    await (await this.route(name, stamp)).copies.load(source, name, stamp);
  }

  override async examine(name: DatabaseName, stamp: number | undefined): Promise<DatabaseContent> {
    return (await this.route(name, stamp)).copies.examine(name, stamp);
  }

  override async replace(from: DatabaseName, to: DatabaseName, waitMs: number, stamp?: number): Promise<void> {
    await (await this.route(to, stamp)).copies.replace(from, to, waitMs, stamp);
  }
}
