import { median, medianRatio } from '../lib/statistics.mjs';
import { registerMany } from '../lib/world.mjs';

const TARGET = 0.5;
const AT_ONCE = 4;

/** Registrations without the password hash, in turns with bare copies of the database that a new company gets. */
export async function measureRegistration(world, { rounds, registrations, warmUpRegistrations, progress }) {
  const server = await world.startApp('bench/servers/app-without-hash.mjs');
  const registered = [];
  const copied = [];
  let next = world.companies.length + 1;
  const register = async (count) => {
    await registerMany(server.url, { from: next, count, atOnce: AT_ONCE });
    next += count;
  };
  try {
    await register(warmUpRegistrations);
    for (let round = 1; round <= rounds; round += 1) {
      registered.push(await rate(registrations, () => register(registrations)));
      copied.push(await rate(registrations, () => copy(world, `bare_${round}`, registrations)));
      progress(`registrations ${registered.at(-1).toFixed(1)}/s · copies ${copied.at(-1).toFixed(1)}/s`);
    }
  } finally {
    await server.stop();
  }
  return {
    table: [
      { work: 'registration without the password hash', 'per second': median(registered) },
      { work: 'CREATE DATABASE … TEMPLATE … STRATEGY wal_log', 'per second': median(copied) },
    ],
    verdicts: [
      {
        what: 'registration against bare copies of the database',
        ratio: medianRatio(registered, copied),
        target: { atLeast: TARGET },
      },
    ],
  };
}

async function rate(count, work) {
  const startedMs = performance.now();
  await work();
  return count / ((performance.now() - startedMs) / 1000);
}

/** One after the other: the server lets nobody else copy the same template meanwhile. */
function copy(world, name, count) {
  return world.on('postgres', async (client) => {
    const { rows } = await client.query("SELECT datname FROM pg_database WHERE datname LIKE 'medadmin\\_template\\_%'");
    for (let number = 0; number < count; number += 1)
      await client.query(`CREATE DATABASE ${name}_${number} TEMPLATE ${rows[0].datname} STRATEGY wal_log`);
  });
}
