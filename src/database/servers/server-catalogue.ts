import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Repository } from 'typeorm';
import { Settings } from '../../config/index.js';
import { isUniqueViolation } from '../constraint-violation.js';
import { DatabaseEngine } from '../database-engine.js';
import { DatabasePlace } from './database-place.entity.js';
import { DatabasePlaces } from './database-places.js';
import { DatabaseServer } from './database-server.entity.js';
import { chosenServer } from './placement.js';
import { ServerExistsError, ServerStateError, UnknownServerError } from './servers.errors.js';

/** Names of the servers that are not in the catalogue: files in DATA_DIR, and the server of DATABASE_URL. */
export const BUILT_IN_SERVERS: readonly string[] = ['sqlite', 'postgres'];

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
    const { companies } = await this.get(name);
    const kept = await this.master.query<unknown[]>(
      `SELECT id FROM database_kept WHERE server = ${this.master.driver.createParameter('server', 0)}`,
      [name],
    );
    if (companies > 0) throw new ServerStateError(`${companies} companies are on the database server ${name}.`);
    if (kept.length > 0)
      throw new ServerStateError(`The database server ${name} keeps databases of companies that were moved from it.`);
    await this.rows.delete({ name });
  }

  /** The open server with the most room, other than one; null: none of the catalogue has room. */
  async roomiest(except: string): Promise<string | null> {
    const others = (await this.list()).filter(({ name }) => name !== except);
    return chosenServer({ kind: 'least-loaded' }, others);
  }

  /**
   * Chooses the server of a new company, by TENANT_PLACEMENT, and writes it down. Loads are those of this moment: many
   * sign-ups at once may give a server a few companies more than it is meant to hold.
   * @throws UnknownServerError, ServerStateError for a server that is named and takes none.
   */
  async place(companyId: number): Promise<void> {
    const { tenantPlacement } = this.settings;
    if (tenantPlacement.kind === 'default') return;
    const server = chosenServer(tenantPlacement, await this.list());
    if (server !== null) await this.places.put(companyId, server);
  }
}
