import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { ScratchPostgres } from '../../dist/make-migrations/scratch-postgres.js';
import { bodyOf } from '../lib/doctors.mjs';
import { inRepository } from '../lib/paths.mjs';
import { Server } from '../lib/server.mjs';
import { APP_ENVIRONMENT, registerMany } from '../lib/world.mjs';

const REGISTRATIONS_AT_ONCE = 4;
const DURABLE = ['-c', 'fsync=on', '-c', 'max_connections=300', '-c', 'shared_buffers=256MB'];
const SERVED_BY = 'medadmin_app';

/** Companies with doctors on a PostgreSQL server of their own, made by the application itself. */
export class PostgresWorld {
  constructor(server, folder) {
    this.server = server;
    this.folder = folder;
    this.companies = [];
  }

  /** @param count companies. @param doctors rows of each. */
  static async create(count, doctors) {
    const folder = await mkdtemp(join(tmpdir(), 'medadmin-bench-'));
    const world = new PostgresWorld(await ScratchPostgres.start(DURABLE), folder);
    world.doctors = doctors;
    const app = await world.startApp('bench/servers/app-without-hash.mjs');
    world.companies = await registerMany(app.url, { from: 1, count, atOnce: REGISTRATIONS_AT_ONCE });
    await app.stop();
    for (const { slug } of world.companies) await world.fill(`medadmin_tenant_${slug.replaceAll('-', '_')}`);
    return world;
  }

  /** Starts a program on the master database of this name, or another one with the same users. */
  startApp(script, { master = 'medadmin_master', data = 'app', args = [] } = {}) {
    const environment = {
      ...APP_ENVIRONMENT,
      DATA_DIR: join(this.folder, data),
      DATABASE_ENGINE: 'postgres',
      DATABASE_URL: this.url(master, SERVED_BY, 'served-by-this-role'),
      POSTGRES_ADMIN_URL: this.url('postgres'),
    };
    return Server.start(inRepository(script), { folder: this.folder, environment, args, path: '/health/live' });
  }

  url(database, user = this.server.connection.user, password = this.server.connection.password) {
    const { host, port } = this.server.connection;
    return `postgres://${user}:${password}@${host}:${port}/${database}`;
  }

  /** The master database once more, with the key that its users' tokens are signed with. */
  async copyMaster(name) {
    await this.on('postgres', async (client) => {
      await client.query(`CREATE DATABASE ${name} TEMPLATE medadmin_master`);
      await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${SERVED_BY}`);
    });
    await cp(join(this.folder, 'app'), join(this.folder, name), { recursive: true });
  }

  /** Takes a database to its first doctors, as after `create`. */
  async reset(database) {
    await this.on(database, async (client) => {
      await client.query('DELETE FROM doctors_doctor WHERE id > $1', [this.doctors]);
      await client.query('VACUUM doctors_doctor');
    });
  }

  async fill(database) {
    const columns = 'first_name, last_name, email, phone, specialty, license_number, created_at, updated_at';
    await this.on(database, async (client) => {
      await client.query('BEGIN');
      for (let number = 1; number <= this.doctors; number += 1) {
        const { firstName, lastName, email, phone, specialty, licenseNumber } = bodyOf(`S${number}`);
        const values = [firstName, lastName, email, phone, specialty, licenseNumber];
        await client.query(
          `INSERT INTO doctors_doctor (${columns}) VALUES ($1, $2, $3, $4, $5, $6, now(), now())`,
          values,
        );
      }
      await client.query('COMMIT');
      await client.query('ANALYZE doctors_doctor');
    });
  }

  async on(database, work) {
    const client = new pg.Client({ connectionString: this.url(database) });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  async remove() {
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
