import { Between } from 'typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import type { DatabaseName } from '../database-engine.js';
import { DatabaseRole } from '../roles/database-role.entity.js';
import { DatabasePlace } from './database-place.entity.js';
import { DatabaseServer } from './database-server.entity.js';
import { UnknownServerError } from './servers.errors.js';

/** Names of the servers that are not in the catalogue: files in DATA_DIR, and the server of DATABASE_URL. */
export const BUILT_IN_SERVERS: readonly string[] = ['sqlite', 'postgres'];

/** A server that holds databases. */
export interface Place {
  readonly server: string;
  /** Name of the environment variable with its URL; null when it is not in the catalogue. */
  readonly urlSetting: string | null;
}

const PLACES = `SELECT place.server, server.url_setting AS "urlSetting" FROM database_place place
  LEFT JOIN database_server server ON server.name = place.server`;

/**
 * Which companies are on other servers than the one that settings choose. Nothing is remembered: who opens a database asks
 * anew, so that no process can go by what was right before a move.
 */
export class DatabasePlaces {
  private readonly ofCompany: string;
  private readonly ofName: string;

  constructor(private readonly master: DataSource) {
    const value = master.driver.createParameter('value', 0);
    // Written once: it stands before every opening of a company.
    this.ofCompany = `${PLACES} WHERE place.company_id = ${value}`;
    this.ofName = `${PLACES} JOIN master_company company ON company.id = place.company_id
      WHERE company.database_name = ${value}`;
  }

  /** Where a company's database is; undefined: where settings say. */
  async of(companyId: number): Promise<Place | undefined> {
    return (await this.master.query<Place[]>(this.ofCompany, [companyId]))[0];
  }

  /** The same by the database's name. */
  async ofDatabase(name: DatabaseName): Promise<Place | undefined> {
    return (await this.master.query<Place[]>(this.ofName, [name]))[0];
  }

  /** All servers of the catalogue, and those where somebody is or has left something. */
  all(): Promise<Place[]> {
    return this.master.query<Place[]>(
      `SELECT name AS server, url_setting AS "urlSetting" FROM database_server
       UNION SELECT server, NULL FROM database_place WHERE server NOT IN (SELECT name FROM database_server)
       UNION SELECT server, NULL FROM database_kept WHERE server NOT IN (SELECT name FROM database_server)`,
    );
  }

  /**
   * Says where a company's database is from now on. A company in a file has no role, and none of its password is kept.
   * @param server null: where settings say.
   * @param manager that of a transaction, if it is to be a part of one.
   * @throws UnknownServerError for one that is not in the catalogue, any more perhaps.
   */
  async put(companyId: number, server: string | null, manager?: EntityManager): Promise<void> {
    if (manager === undefined)
      return this.master.transaction((transaction) => this.put(companyId, server, transaction));
    if (server !== null && !BUILT_IN_SERVERS.includes(server)) await holdServer(server, manager);
    await manager.delete(DatabasePlace, { companyId });
    if (server !== null) await manager.insert(DatabasePlace, { companyId, server });
    await this.forgetRole(companyId, manager);
  }

  /** Forgets the password of a company whose database is a file; for whoever has its lock. */
  async forgetRole(companyId: number, manager: EntityManager = this.master.manager): Promise<void> {
    const place = await manager.findOneBy(DatabasePlace, { companyId });
    const isHomeInFiles = this.master.options.type !== 'postgres';
    if (place === null ? isHomeInFiles : place.server === 'sqlite') await manager.delete(DatabaseRole, { companyId });
  }

  /** Numbers of the companies on a server that is not where settings say. */
  async companiesOn(server: string): Promise<number[]> {
    const rows = await this.master.getRepository(DatabasePlace).findBy({ server });
    return rows.map(({ companyId }) => companyId);
  }

  /** Where companies are that have numbers from `first` to `last`; those that are where settings say are left out. */
  async between(first: number, last: number): Promise<ReadonlyMap<number, string>> {
    const rows = await this.master.getRepository(DatabasePlace).findBy({ companyId: Between(first, last) });
    return new Map(rows.map(({ companyId, server }) => [companyId, server]));
  }
}

/** Has a server stay in the catalogue until the transaction has ended; ServerCatalogue.remove waits. */
async function holdServer(name: string, manager: EntityManager): Promise<void> {
  const { affected } = await manager
    .createQueryBuilder()
    .update(DatabaseServer)
    .set({ state: () => 'state' })
    .where({ name })
    .execute();
  if (affected !== 1) throw new UnknownServerError(name);
}
