import { ScratchPostgres } from '../../dist/make-migrations/scratch-postgres.js';

/** Before all tests of a run on PostgreSQL: one server for all of them, on which each makes databases of its own. */
export default async function startPostgres() {
  const server = await ScratchPostgres.start(['-c', 'max_connections=400', '-c', 'shared_buffers=256MB']);
  const { host, port, user, password } = server.connection;
  process.env.TEST_POSTGRES_URL = `postgres://${user}:${password}@${host}:${port}/postgres`;
  globalThis.medadminTestPostgres = server;
}
