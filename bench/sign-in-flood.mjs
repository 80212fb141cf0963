/**
 * npm run bench:sign-ins -- [--seconds 10] [--rate 500]
 * How long a company's lists take while somebody tries to sign in so many times a second, beside how long they take when
 * nobody does. Passwords are slow to compare on purpose; the limit of tries per address is off, as if each came from another.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { inRepository } from './lib/paths.mjs';
import { Client } from './lib/requests.mjs';
import { Server } from './lib/server.mjs';
import { quantile } from './lib/statistics.mjs';
import { APP_ENVIRONMENT, World } from './lib/world.mjs';

const PAUSE_MS = 5;
const WARM_UP_MS = 2000;
const TO_REACH_MS = 500;

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '10' }, rate: { type: 'string', default: '500' } },
});

async function waitsOf(url, token, forMs) {
  const client = new Client(url);
  const waits = [];
  for (const end = performance.now() + forMs; performance.now() < end; await sleep(PAUSE_MS))
    waits.push(await client.list(token));
  client.close();
  return waits;
}

const world = await World.create(1, 200);
const [token] = world.tokens();
const server = await Server.start(inRepository('dist/main.js'), {
  folder: world.folder,
  environment: { ...APP_ENVIRONMENT, DATA_DIR: world.dataDir },
  path: '/health/live',
});
const forMs = Number(values.seconds) * 1000;
await waitsOf(server.url, token, WARM_UP_MS);
const alone = await waitsOf(server.url, token, forMs);
const script = new URL('lib/sign-in-flood.mjs', import.meta.url).pathname;
const flood = spawn(process.execPath, [script, server.url, values.rate], {
  stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
});
await sleep(WARM_UP_MS);
const beside = await waitsOf(server.url, token, forMs);
flood.send('stop');
const [{ sent, answers }] = await once(flood, 'message');
const ms = (waits, share) => quantile(waits, share).toFixed(1);
process.stdout.write(
  `lists alone p50 ${ms(alone, 0.5)} p99 ${ms(alone, 0.99)} ms, beside ${values.rate} sign-ins a second ` +
    `p50 ${ms(beside, 0.5)} p99 ${ms(beside, 0.99)} ms (to reach: p99 < ${TO_REACH_MS}); ` +
    `${sent} sign-ins, answered: ${JSON.stringify(answers)}\n`,
);
await server.stop();
await world.remove();
