/**
 * npm run bench:neighbour -- [--seconds 10] [--patients 50000] [--connections 20]
 * How long company B waits for a list while company A sends, over many connections, the most expensive search that the API
 * allows, or lists as fast as it can, beside how long it waits when A is quiet; and the same with a server that does not
 * share itself out.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { inRepository } from './lib/paths.mjs';
import { Client } from './lib/requests.mjs';
import { Server } from './lib/server.mjs';
import { quantile } from './lib/statistics.mjs';
import { APP_ENVIRONMENT, World } from './lib/world.mjs';

const LIST = '/api/doctors?page=1&pageSize=20';
/** Ten words, the most that count, which every patient has, in the field that is looked at last. */
const SEARCH = `/api/patients?sort=-lastName&page=1&pageSize=100&q=${encodeURIComponent('s t r e et st tr re ee a1')}`;
const PAUSE_MS = 5;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    patients: { type: 'string', default: '50000' },
    connections: { type: 'string', default: '20' },
  },
});
const [seconds, patients, connections] = [values.seconds, values.patients, values.connections].map(Number);

function fill(path) {
  const database = new Database(path);
  const insert = database.prepare(
    'INSERT INTO patients_patient (first_name, last_name, email, phone, address, notes, created_at, updated_at) ' +
      "VALUES ('Paula', ?, ?, '+1 555 0102', 'Street a1', ?, '2026-11-24 08:00:00.000', '2026-11-24 08:00:00.000')",
  );
  database.transaction(() => {
    for (let number = 0; number < patients; number += 1)
      insert.run(`Nowak ${number % 997}`, `patient${number}@example.com`, 'None. '.repeat(10));
  })();
  database.close();
}

/** Another process: what asks must not wait for itself. */
function press(url, token) {
  const script = new URL('lib/press.mjs', import.meta.url).pathname;
  return spawn(process.execPath, [script, url, token, String(connections)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

async function waitsOf(server, token) {
  const client = new Client(server.url);
  const waits = [];
  let refused = 0;
  for (const end = performance.now() + seconds * 1000; performance.now() < end; await sleep(PAUSE_MS))
    await client.list(token).then(
      (wait) => waits.push(wait),
      () => (refused += 1),
    );
  client.close();
  return { waits, refused };
}

async function measure(world, script, path) {
  const [a, b] = world.tokens();
  const server = await Server.start(inRepository(script), {
    folder: world.folder,
    environment: { ...APP_ENVIRONMENT, DATA_DIR: world.dataDir },
    path: '/health/live',
  });
  await waitsOf(server, b);
  const alone = await waitsOf(server, b);
  const before = await loopDelays(server);
  const pressure = press(server.url + path, a);
  await sleep(1000);
  const beside = await waitsOf(server, b);
  pressure.send('stop');
  const [answered] = await once(pressure, 'message');
  const after = await loopDelays(server);
  await server.stop();
  const late = after.map((count, index) => count - before[index]);
  return { alone, beside, answered, late };
}

/** How often the event loop was looked at, and how often it was late by more than 50 and than 250 ms. */
async function loopDelays(server) {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const within = (le) => Number(text.split(`medadmin_event_loop_delay_seconds_bucket{le="${le}"} `)[1].split('\n')[0]);
  return [within('+Inf'), within('+Inf') - within(0.05), within('+Inf') - within(0.25)];
}

const world = await World.create(2, 200);
fill(world.fileOf(world.companies[0]));
const ms = ({ waits }, share) => quantile(waits, share).toFixed(1);
const PROGRAMS = [
  ['medadmin', 'dist/main.js'],
  ['without turns and threads', 'bench/servers/app-without-turns.mjs'],
];
for (const [what, path] of [
  ['searches', SEARCH],
  ['lists', LIST],
]) {
  for (const [name, script] of PROGRAMS) {
    const { alone, beside, answered, late } = await measure(world, script, path);
    const ratio = quantile(beside.waits, 0.99) / quantile(alone.waits, 0.99);
    process.stdout.write(
      `${what}, ${name}: B alone p50 ${ms(alone, 0.5)} p99 ${ms(alone, 0.99)} ms, beside A p50 ${ms(beside, 0.5)} ` +
        `p99 ${ms(beside, 0.99)} ms (${beside.waits.length} answered, ${beside.refused} refused), ` +
        `ratio of p99 ${ratio.toFixed(2)}; A was answered ${answered}; event loop late by > 50 ms ${late[1]}, > 250 ms ${late[2]} of ${late[0]} times\n`,
    );
  }
}
await world.remove();
