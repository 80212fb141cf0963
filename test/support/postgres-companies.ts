import { afterEach } from '@jest/globals';
import pg from 'pg';
import { MASTER_SCHEMAS } from '../../src/app.module.js';
import { Migrator, orderMigrations } from '../../src/database/index.js';
import type { DatabaseEngine } from '../../src/database/index.js';
import { TenantSchema } from '../../src/tenancy/index.js';
import { TENANT_MODELS } from '../../src/tenant-models.js';
import { tempFolders } from './temp-folder.js';
import { engineSettings, testEngine } from './test-engine.js';
import { TestClock } from './test-clock.js';

const TEMPLATE = 'template_test';

/** Companies with databases and roles of their own on the server of the run, without the program around them. */
export class PostgresCompanies {
  readonly engine: DatabaseEngine;
  readonly schema = new TenantSchema(TENANT_MODELS);
  readonly migrator: Migrator;
  private readonly clients: pg.Client[] = [];

  constructor(readonly folder: string) {
    this.engine = testEngine(folder);
    this.migrator = new Migrator(this.engine, this.schema.migrations, new TestClock('2026-11-24T08:00:00Z'));
  }

  async create(companies: number): Promise<this> {
    const migrations = orderMigrations(MASTER_SCHEMAS.flatMap((schema) => schema.migrations));
    await this.engine.create('master');
    await new Migrator(this.engine, migrations, new TestClock('2026-11-24T08:00:00Z')).migrate('master');
    await this.engine.create(TEMPLATE);
    await this.migrator.migrate(TEMPLATE);
    for (let id = 1; id <= companies; id += 1) await this.engine.copy(TEMPLATE, `tenant_${id}`, id);
    return this;
  }

  /** Name of one of the databases on the server. */
  nameOf(name: string): string {
    return this.prefix + name;
  }

  roleOf(companyId: number): string {
    return `${this.prefix}company_${companyId}`;
  }

  /** A connection as the administrator. */
  admin(name: string): Promise<pg.Client> {
    return this.connect(name, {});
  }

  /** A connection as a company's role, whose password is set anew. */
  async as(companyId: number, name: string): Promise<pg.Client> {
    const admin = await this.admin('master');
    await admin.query(`ALTER ROLE "${this.roleOf(companyId)}" PASSWORD 'known-to-the-test'`);
    return this.connect(name, { user: this.roleOf(companyId), password: 'known-to-the-test' });
  }

  async connect(name: string, credentials: { user?: string; password?: string }): Promise<pg.Client> {
    const url = new URL(`/${this.nameOf(name)}`, engineSettings(this.folder).POSTGRES_ADMIN_URL);
    if (credentials.user !== undefined) url.username = credentials.user;
    if (credentials.password !== undefined) url.password = credentials.password;
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    client.on('error', () => undefined);
    this.clients.push(client);
    return client;
  }

  async remove(): Promise<void> {
    for (const client of this.clients.splice(0)) await client.end();
    await (this.engine as unknown as { onApplicationShutdown(): Promise<void> }).onApplicationShutdown();
  }

  private get prefix(): string {
    return new URL(engineSettings(this.folder).DATABASE_URL ?? '').pathname.slice(1).replace(/master$/, '');
  }
}

/** @returns a function that makes companies for the running test; they are removed after it. */
export function postgresCompanies(): (companies?: number) => Promise<PostgresCompanies> {
  const made: PostgresCompanies[] = [];
  const folder = tempFolders();
  afterEach(async () => {
    for (const each of made.splice(0)) await each.remove();
  });
  return async (companies = 2) => {
    const installation = new PostgresCompanies(folder());
    made.push(installation);
    return installation.create(companies);
  };
}
