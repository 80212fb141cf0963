import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inRepository } from '../lib/paths.mjs';
import { pinned, SERVER_CORE } from '../lib/pinning.mjs';
import { Server } from '../lib/server.mjs';
import { median, medianRatio } from '../lib/statistics.mjs';
import { APP_ENVIRONMENT, registerMany } from '../lib/world.mjs';

const TARGET = 0.3;
const AT_ONCE = 10;

/** Registrations without the password hash, in turns with durable copies of the file that a new company gets. */
export async function measureRegistration(world, { rounds, registrations, warmUpRegistrations, progress }) {
  const dataDir = join(world.folder, 'registration');
  const server = await Server.start(inRepository('bench/servers/app-without-hash.mjs'), {
    folder: world.folder,
    environment: { ...APP_ENVIRONMENT, DATA_DIR: dataDir },
    path: '/health/live',
  });
  const registered = [];
  const copied = [];
  const copiedInTurn = [];
  const cpu = [];
  try {
    // The code that registers is compiled in stages; a server that has run for a minute has all of them behind it.
    await registerMany(server.url, { from: 1, count: warmUpRegistrations, atOnce: AT_ONCE });
    const template = await templateIn(dataDir);
    await copyRate(template, join(world.folder, 'copies-0'), registrations, AT_ONCE);
    for (let round = 1; round <= rounds; round += 1) {
      const before = await server.cpu();
      registered.push(await registrationRate(server.url, warmUpRegistrations + round * registrations, registrations));
      cpu.push(((await server.cpu()) - before) / registrations);
      copied.push(await copyRate(template, join(world.folder, `copies-${round}`), registrations, AT_ONCE));
      copiedInTurn.push(await copyRate(template, join(world.folder, `copies-in-turn-${round}`), registrations, 1));
      progress(
        `registrations ${registered.at(-1).toFixed(0)}/s · copies ${copiedInTurn.at(-1).toFixed(0)}/s, ${AT_ONCE} at once ${copied.at(-1).toFixed(0)}/s`,
      );
    }
  } finally {
    await server.stop();
  }
  return {
    table: [
      { work: 'registration without the password hash', 'per second': median(registered), 'CPU µs each': median(cpu) },
      { work: 'durable copy of the template file, one after the other', 'per second': median(copiedInTurn) },
      { work: `durable copy of the template file, ${AT_ONCE} at once`, 'per second': median(copied) },
    ],
    verdicts: [
      {
        what: 'registration against durable copies, one after the other',
        ratio: medianRatio(registered, copiedInTurn),
        target: { atLeast: TARGET },
      },
      {
        what: `registration against durable copies, ${AT_ONCE} at once`,
        ratio: medianRatio(registered, copied),
        target: { atLeast: TARGET },
      },
    ],
  };
}

async function registrationRate(url, from, count) {
  const startedMs = performance.now();
  await registerMany(url, { from, count, atOnce: AT_ONCE });
  return count / ((performance.now() - startedMs) / 1000);
}

async function copyRate(template, folder, count, atOnce) {
  const script = inRepository('bench/servers/copy-template.mjs');
  const [command, args] = pinned(SERVER_CORE, process.execPath, [
    script,
    template,
    folder,
    String(count),
    String(atOnce),
  ]);
  const { stdout } = await promisify(execFile)(command, args);
  return Number(stdout);
}

async function templateIn(dataDir) {
  const files = await readdir(dataDir, { recursive: true });
  const template = files.find((file) => /template_[^/]*\.sqlite3$/.test(file));
  return join(dataDir, template);
}
