import { checkedName } from '../database-name.js';
import type { DatabaseName } from '../database-engine.js';

/** Who signs in to the server. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Where a PostgreSQL server is, and what this installation's databases and roles are called on it. */
export class ServerAddress {
  private readonly url: URL;
  private readonly prefix: string;

  /**
   * @param masterUrl DATABASE_URL, whose database is called `<prefix>master`.
   * @param adminUrl of who makes databases and roles.
   */
  constructor(
    masterUrl: string,
    private readonly adminUrl = masterUrl,
  ) {
    this.url = new URL(masterUrl);
    this.prefix = this.url.pathname.slice(1).replace(/master$/, '');
  }

  /** Name of the role that serves the master database. */
  get masterRole(): string {
    return decodeURIComponent(this.url.username);
  }

  get masterPassword(): string {
    return decodeURIComponent(this.url.password);
  }

  /** Whether databases are made by another role than the one that serves the master database. */
  get hasAdmin(): boolean {
    return this.adminRole !== this.masterRole;
  }

  get adminRole(): string {
    return decodeURIComponent(new URL(this.adminUrl).username);
  }

  /** `tenant_city_hospital` → `medadmin_tenant_city_hospital`. @throws DatabaseNameError. */
  nameOf(name: DatabaseName): string {
    return this.prefix + checkedName(name);
  }

  /** The other way round; undefined for what is not ours. */
  logicalName(database: string): string | undefined {
    return database.startsWith(this.prefix) ? database.slice(this.prefix.length) : undefined;
  }

  /** Name of a company's role: by its number, which stays when the company is renamed. */
  roleOf(companyId: number): string {
    return `${this.prefix}company_${companyId}`;
  }

  /** A URL of one of our databases, for the role that serves it. */
  of(name: DatabaseName, { user, password }: Credentials = this.master): string {
    return withDatabase(this.url, this.nameOf(name), user, password);
  }

  /** A URL of one of our databases, for the role that makes databases; without a name, of the one it administers from. */
  forAdmin(name?: DatabaseName): string {
    const admin = new URL(this.adminUrl);
    const home = this.adminUrl === this.url.href || admin.pathname.length < 2 ? 'postgres' : admin.pathname.slice(1);
    return withDatabase(admin, name === undefined ? home : this.nameOf(name));
  }

  private get master(): Credentials {
    return { user: this.masterRole, password: this.masterPassword };
  }
}

function withDatabase(server: URL, database: string, user?: string, password?: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  if (user !== undefined) url.username = encodeURIComponent(user);
  if (password !== undefined) url.password = encodeURIComponent(password);
  return url.href;
}
