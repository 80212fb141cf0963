import { setTimeout as sleep } from 'node:timers/promises';
import { inRepository } from '../lib/paths.mjs';
import { Client } from '../lib/requests.mjs';
import { Server } from '../lib/server.mjs';
import { median } from '../lib/statistics.mjs';
import { APP_ENVIRONMENT } from '../lib/world.mjs';

const FEW = 10;
const MEMORY_TARGET_KIB = 260;
/** The file in which what is shown is put on record is opened with the first request, and is one for all companies. */
const JOURNAL = 1;
const DESCRIPTORS_EACH = 3;
const DEFAULT_OPEN = 250;
/** Looks at the descriptors, so far apart: while what was shown goes on record, up to eight logs are flushed through one more each. */
const LOOKS = 15;
const BETWEEN_LOOKS_MS = 200;

/** What open companies cost: memory and file descriptors, first with a place for each, then with the default's 250. */
export async function measureMemory(world, { progress }) {
  const all = await grow(world, world.companies.length, progress);
  const bounded = await grow(world, DEFAULT_OPEN, progress);
  return {
    table: [
      row(`${world.companies.length} opened, places for all`, all),
      row(`${world.companies.length} opened, ${DEFAULT_OPEN} places`, bounded),
    ],
    verdicts: [
      { what: 'KiB of memory per open company', ratio: all.kibEach, target: { atMost: MEMORY_TARGET_KIB } },
      { what: 'file descriptors per open company', ratio: all.descriptorsEach, target: { atMost: DESCRIPTORS_EACH } },
      {
        what: `file descriptors of companies with ${DEFAULT_OPEN} places`,
        ratio: bounded.descriptors - bounded.descriptorsIdle - JOURNAL,
        target: { atMost: DEFAULT_OPEN * DESCRIPTORS_EACH },
      },
    ],
  };
}

async function grow(world, places, progress) {
  const server = await Server.start(inRepository('dist/main.js'), {
    folder: world.folder,
    environment: { ...APP_ENVIRONMENT, DATA_DIR: world.dataDir, MAX_OPEN_TENANTS: String(places) },
    path: '/health/live',
  });
  const client = new Client(server.url);
  try {
    await client.connect();
    const descriptorsIdle = await server.ask('descriptors');
    const tokens = world.tokens();
    // The code is compiled and the buffers are as large as they get before the first look.
    for (let list = 0; list < 3000; list += 1) await client.list(tokens[list % FEW]);
    const before = await look(server);
    for (const token of tokens.slice(FEW)) await client.list(token);
    const after = { ...(await look(server)), descriptors: await descriptorsAtRest(server) };
    progress(`${places} places: ${(after.rss / 2 ** 20).toFixed(0)} MiB, ${after.descriptors} descriptors`);
    const more = Math.min(places, tokens.length) - FEW;
    return {
      ...after,
      descriptorsIdle,
      kibEach: (after.rss - before.rss) / 1024 / more,
      heapKibEach: (after.heapUsed - before.heapUsed) / 1024 / more,
      descriptorsEach: (after.descriptors - before.descriptors) / more,
    };
  } finally {
    client.close();
    await server.stop();
  }
}

async function look(server) {
  return { ...(await server.ask('memory')), descriptors: await server.ask('descriptors') };
}

function row(what, { rss, kibEach, heapKibEach, descriptors, descriptorsEach }) {
  return {
    what,
    'resident MiB': rss / 2 ** 20,
    'KiB each': kibEach,
    'of it JavaScript objects': heapKibEach,
    descriptors,
    'descriptors each': descriptorsEach,
  };
}

async function descriptorsAtRest(server) {
  const looks = [];
  for (let time = 0; time < LOOKS; time += 1) {
    await sleep(BETWEEN_LOOKS_MS);
    looks.push(await server.ask('descriptors'));
  }
  return median(looks);
}
