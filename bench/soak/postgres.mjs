import { ScratchPostgres } from '../../dist/make-migrations/scratch-postgres.js';

/** A PostgreSQL server of its own for one run, and the settings of a program that works on it. */
export async function startPostgres() {
  const scratch = await ScratchPostgres.start([]);
  const { host, port, user, password } = scratch.connection;
  const url = (role, secret, database) => {
    const made = new URL(`postgres://${host}:${port}/${database}`);
    return Object.assign(made, { username: role, password: secret }).href;
  };
  const administrator = url(user, password, 'postgres');
  return {
    stop: () => scratch.stop(),
    administrator,
    environment: {
      DATABASE_ENGINE: 'postgres',
      DATABASE_URL: url('medadmin_app', 'served-by-this-role', 'medadmin_master'),
      POSTGRES_ADMIN_URL: administrator,
    },
  };
}
