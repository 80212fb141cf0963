import type { DataSource, EntityManager } from 'typeorm';
import type { DatabaseName } from '../database-engine.js';
import { DatabasePlace } from './database-place.entity.js';

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
   * Says where a company's database is from now on.
   * @param server null: where settings say.
   * @param manager that of a transaction, if it is to be a part of one.
   */
  async put(companyId: number, server: string | null, manager: EntityManager = this.master.manager): Promise<void> {
    await manager.delete(DatabasePlace, { companyId });
    if (server !== null) await manager.insert(DatabasePlace, { companyId, server });
  }

  /** Numbers of the companies on a server of the catalogue, in order, those after `after`. */
  async companiesOn(server: string, after: number, limit: number): Promise<number[]> {
    const rows = await this.master
      .createQueryBuilder(DatabasePlace, 'place')
      .where('place.server = :server AND place.companyId > :after', { server, after })
      .orderBy('place.companyId')
      .take(limit)
      .getMany();
    return rows.map(({ companyId }) => companyId);
  }
}
