import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Repository } from 'typeorm';
import { Settings } from '../../config/index.js';
import { isUniqueViolation } from '../constraint-violation.js';
import { DatabaseEngine } from '../database-engine.js';
import { DatabasePlace } from './database-place.entity.js';
import { BUILT_IN_SERVERS, DatabasePlaces } from './database-places.js';
import { DatabaseServer } from './database-server.entity.js';
import { KeptDatabase } from './kept-database.entity.js';
import { chosenServer } from './placement.js';
import { ServerReach } from './server-reach.js';
import { ServerExistsError, ServerStateError, UnknownServerError } from './servers.errors.js';

/** A server with the number of companies on it. */
export type ServerLoad = Readonly<DatabaseServer> & { readonly companies: number };

export type ServerChange = Partial<Pick<DatabaseServer, 'urlSetting' | 'region' | 'capacity' | 'state'>>;

/** The servers that companies' databases can be on besides the one that settings choose, and where new ones go. */
@Injectable()
export class ServerCatalogue {
  readonly places: DatabasePlaces;
  private readonly rows: Repository<DatabaseServer>;

  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly engine: DatabaseEngine,
    private readonly settings: Settings,
    private readonly reach: ServerReach,
  ) {
    this.places = new DatabasePlaces(master);
    this.rows = master.getRepository(DatabaseServer);
  }

  /** All servers of the catalogue, by name. */
  async list(): Promise<ServerLoad[]> {
    const [servers, loads] = await Promise.all([
      this.rows.find({ order: { name: 'ASC' } }),
      this.master
        .createQueryBuilder(DatabasePlace, 'place')
        .select('place.server', 'server')
        .addSelect('count(*)', 'companies')
        .groupBy('place.server')
        .getRawMany<{ server: string; companies: number | string }>(),
    ]);
    const byServer = new Map(loads.map(({ server, companies }) => [server, Number(companies)]));
    return servers.map((server) => ({ ...server, companies: byServer.get(server.name) ?? 0 }));
  }

  /** The variables with the URLs of all servers of the catalogue, by name. */
  async urlSettings(): Promise<ReadonlyMap<string, string>> {
    const servers = await this.rows.find({ select: { name: true, urlSetting: true } });
    return new Map(servers.map(({ name, urlSetting }) => [name, urlSetting]));
  }

  /** @throws UnknownServerError. */
  async get(name: string): Promise<ServerLoad> {
    const server = (await this.list()).find((each) => each.name === name);
    if (server === undefined) throw new UnknownServerError(name);
    return server;
  }

  /**
   * Adds a server, which must be reached from here.
   * @throws ServerExistsError, ServerAddressError, DatabaseUnreachableError; nothing is added then.
   */
  async add(server: DatabaseServer): Promise<ServerLoad> {
    if (BUILT_IN_SERVERS.includes(server.name)) throw new ServerExistsError(server.name);
    try {
      await this.rows.insert({ ...server });
    } catch (error) {
      throw isUniqueViolation(error) ? new ServerExistsError(server.name) : error;
    }
    try {
      await (await this.engine.named(server.name)).list('tenant');
    } catch (error) {
      await this.rows.delete({ name: server.name });
      throw error;
    }
    return this.get(server.name);
  }

  /** @throws UnknownServerError. */
  async change(name: string, change: ServerChange): Promise<ServerLoad> {
    const { affected } = Object.keys(change).length === 0 ? { affected: 1 } : await this.rows.update({ name }, change);
    if (affected !== 1) throw new UnknownServerError(name);
    return this.get(name);
  }

  /** Takes a server out of the catalogue. @throws UnknownServerError; ServerStateError while something is on it. */
  async remove(name: string): Promise<void> {
    await this.master.transaction(async (transaction) => {
      // Before looking: whoever is about to put a company there waits for this to end, and finds no server then.
      const { affected } = await transaction.delete(DatabaseServer, { name });
      if (affected !== 1) throw new UnknownServerError(name);
      const companies = await transaction.countBy(DatabasePlace, { server: name });
      if (companies > 0) throw new ServerStateError(`${companies} companies are on the database server ${name}.`);
      if ((await transaction.countBy(KeptDatabase, { server: name })) > 0)
        throw new ServerStateError(`The database server ${name} keeps databases of companies that were moved from it.`);
    });
    this.reach.forget(name);
  }

  /** The open server with the most room, other than one; null: none of the catalogue that can be reached has room. */
  async roomiest(except: string): Promise<string | null> {
    const others = (await this.list()).filter(({ name }) => name !== except && !this.reach.isAway(name));
    return chosenServer({ kind: 'least-loaded' }, others);
  }

  /**
   * Chooses the server of a new company, by TENANT_PLACEMENT, and writes it down; one that could not be reached is left out,
   * unless it is named. Loads are those of this moment: many sign-ups at once may give a server a few companies more than it
   * is meant to hold.
   * @returns its name; null: the company is where settings say.
   * @throws UnknownServerError, ServerStateError for a server that is named and takes none.
   */
  async place(companyId: number): Promise<string | null> {
    const { tenantPlacement } = this.settings;
    if (tenantPlacement.kind === 'default') return null;
    const isNamed = tenantPlacement.kind === 'server';
    const servers = (await this.list()).filter(({ name }) => isNamed || !this.reach.isAway(name));
    const server = chosenServer(tenantPlacement, servers);
    await this.places.put(companyId, server);
    return server;
  }

  /** Whether a company that could not be made on a server is to be made on another one; `place` leaves the server out then. */
  isLeftOut(server: string | null, error: unknown): boolean {
    const isAway = server !== null && this.reach.isAwayBy(server, error);
    return isAway && this.settings.tenantPlacement.kind !== 'server';
  }
}
