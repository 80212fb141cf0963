import type { DataSource, EntityManager } from 'typeorm';
import type { DatabaseEngine, EngineKind } from '../database-engine.js';
import { DatabaseUnreachableError, NoConnectionFreeError } from '../database.errors.js';
import type { DatabaseKeys } from '../keys/database-keys.js';
import type { Migration } from '../migration.js';
import { DatabasePlaces } from './database-places.js';
import type { Place } from './database-places.js';
import { UnknownServerError } from './servers.errors.js';

/** Makes the engine of a server that is not where settings say. @throws ServerAddressError, UnknownServerError. */
export type MakeEngine = (place: Place, known: Known) => Promise<DatabaseEngine>;

/** What other servers need of the master database. */
export interface Known {
  readonly master: DataSource;
  readonly keys: DatabaseKeys;
}

interface MadeEngine {
  readonly place: Place;
  readonly engine: Promise<DatabaseEngine>;
}

/** The engines of all servers of an installation; each is made when it is first needed, and has connections of its own. */
export class ServerEngines {
  /** Known once the master database is open; before, there is only the home. */
  places: DatabasePlaces | undefined;
  private known: Known | undefined;
  private readonly made = new Map<string, MadeEngine>();
  private readonly migrations: Migration[] = [];

  /** @param home of the server that settings choose; its name as a server is that of its kind. */
  constructor(
    readonly home: DatabaseEngine,
    private readonly make: MakeEngine,
  ) {}

  useMaster(master: DataSource, keys: DatabaseKeys): void {
    this.home.useMaster(master, keys);
    this.known = { master, keys };
    this.places = new DatabasePlaces(master);
  }

  /** @throws ServerAddressError, UnknownServerError. */
  at(place: Place | undefined): Promise<DatabaseEngine> {
    if (place === undefined || place.server === this.home.kind) return Promise.resolve(this.home);
    const known = this.made.get(place.server);
    if (known?.place.urlSetting === place.urlSetting) return known.engine;
    const engine = this.begin(place);
    this.made.set(place.server, { place, engine });
    void known?.engine.then(closeEngine, () => undefined);
    return engine;
  }

  /** The engine of a server by its name. @throws UnknownServerError, ServerAddressError. */
  async named(server: string): Promise<DatabaseEngine> {
    const places = (await this.places?.all()) ?? [];
    return this.at(places.find((place) => place.server === server) ?? { server, urlSetting: null });
  }

  /** Those of all servers, the home first. @throws ServerAddressError. */
  async all(): Promise<DatabaseEngine[]> {
    const others = (await this.places?.all()) ?? [];
    const engines = await Promise.all(others.map((place) => this.at(place)));
    return [...new Set([this.home, ...engines])];
  }

  /** See DatabaseEngine.eachServer. */
  async each(work: (engine: DatabaseEngine) => Promise<void>): Promise<void> {
    await work(this.home);
    for (const place of (await this.places?.all()) ?? []) {
      const engine = await this.at(place).catch(() => undefined);
      if (engine !== undefined && engine !== this.home) await work(engine).catch(ignoreUnreachable);
    }
  }

  /** One of the same kind as a database that is open: it asks what it is given. */
  async like({ dataSource }: EntityManager): Promise<DatabaseEngine> {
    const kind: EngineKind = dataSource.options.type === 'postgres' ? 'postgres' : 'sqlite';
    return (await this.inUse()).find((engine) => engine.kind === kind) ?? this.home;
  }

  /** Those that were needed so far and could be made: one of which this process does not know the address is nobody else's matter. */
  async inUse(): Promise<DatabaseEngine[]> {
    const made = await Promise.allSettled([...this.made.values()].map(({ engine }) => engine));
    return [this.home, ...made.flatMap((engine) => (engine.status === 'fulfilled' ? [engine.value] : []))];
  }

  /** All engines know all migrations of the program, each in its own words. */
  learn(migration: Migration): void {
    if (this.migrations.includes(migration)) return;
    this.migrations.push(migration);
    for (const { engine } of this.made.values()) {
      void engine.then(
        (each) => each.sqlOf(migration),
        () => undefined,
      );
    }
  }

  async close(): Promise<void> {
    for (const engine of await this.inUse()) await closeEngine(engine);
  }

  private begin(place: Place): Promise<DatabaseEngine> {
    if (this.known === undefined) return Promise.reject(new UnknownServerError(place.server));
    const engine = this.make(place, this.known).then((made) => {
      for (const migration of this.migrations) made.sqlOf(migration);
      return made;
    });
    // An address may be told later; the next one to ask tries again.
    engine.catch(() => {
      if (this.made.get(place.server)?.engine === engine) this.made.delete(place.server);
    });
    return engine;
  }
}

function ignoreUnreachable(error: unknown): void {
  if (!(error instanceof DatabaseUnreachableError || error instanceof NoConnectionFreeError)) throw error;
}

/** Ends the connections of an engine, where it has any. */
export async function closeEngine(engine: DatabaseEngine): Promise<void> {
  await (engine as Partial<{ onApplicationShutdown(): Promise<void> }>).onApplicationShutdown?.();
}
