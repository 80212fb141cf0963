import { inRepository } from '../lib/paths.mjs';
import { Client } from '../lib/requests.mjs';
import { Server } from '../lib/server.mjs';
import { median } from '../lib/statistics.mjs';
import { APP_ENVIRONMENT } from '../lib/world.mjs';

const TARGET = 4;
/** Companies that are opened, and listed so often each, before anything counts: the program's code is warm then. */
const WARM_UP_COMPANIES = 400;
const WARM_UP_LISTS = 10;

/** The first list of a company whose database is closed, in turns with another list of one that is open. */
export async function measureColdOpening(world, { progress }) {
  const cold = [];
  const warm = [];
  const server = await Server.start(inRepository('dist/main.js'), {
    folder: world.folder,
    environment: { ...APP_ENVIRONMENT, DATA_DIR: world.dataDir, MAX_OPEN_TENANTS: String(world.companies.length) },
    path: '/health/live',
  });
  const client = new Client(server.url);
  const [open, closed] = [world.tokens().slice(0, WARM_UP_COMPANIES), world.tokens().slice(WARM_UP_COMPANIES)];
  for (let list = 0; list < WARM_UP_LISTS; list += 1) for (const token of open) await client.list(token);
  for (const [index, token] of closed.entries()) {
    cold.push(await client.list(token));
    warm.push(await client.list(open[index % open.length]));
  }
  client.close();
  await server.stop();
  progress(`cold ${median(cold).toFixed(2)} ms · warm ${median(warm).toFixed(2)} ms`);
  return {
    table: [
      { request: 'list of 20 of an open company', 'median ms': median(warm) },
      { request: 'opening a company and list of 20', 'median ms': median(cold) },
    ],
    verdicts: [
      {
        what: 'cold opening + first list against a warm list',
        ratio: median(cold) / median(warm),
        target: { atMost: TARGET },
      },
    ],
  };
}
