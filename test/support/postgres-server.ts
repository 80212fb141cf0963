import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { Client } from 'pg';
import { ScratchPostgres } from '../../src/make-migrations/scratch-postgres.js';

/** A real PostgreSQL for a file of tests. */
export class PostgresServer {
  private databases = 0;
  private readonly clients: Client[] = [];

  constructor(private readonly server: ScratchPostgres) {}

  /** A connection to a new, empty database; it is closed after the test. */
  async database(): Promise<Client> {
    this.databases += 1;
    const name = `test_${this.databases}`;
    const admin = await this.connect('postgres');
    await admin.query(`CREATE DATABASE ${name}`);
    return this.connect(name);
  }

  async connect(database: string): Promise<Client> {
    const client = new Client({ ...this.server.connection, database });
    await client.connect();
    this.clients.push(client);
    return client;
  }

  async disconnect(): Promise<void> {
    for (const client of this.clients.splice(0)) await client.end();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

/** @returns a function that gives the server, which runs while this file's tests do. */
export function postgresServer(): () => PostgresServer {
  let server: PostgresServer | undefined;
  beforeAll(async () => {
    server = new PostgresServer(await ScratchPostgres.start());
  });
  afterEach(() => server?.disconnect());
  afterAll(() => server?.stop());
  return () => server!;
}
