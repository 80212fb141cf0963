/**
 * npm run bench:compare -- PATH [--rounds 10] [--seconds 2]
 * CPU time per request of this build beside that of another checkout's, whose dist/ has been built. In turns, because what
 * else the machine does slows both of a pair.
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Load } from './lib/load.mjs';
import { inRepository } from './lib/paths.mjs';
import { Server } from './lib/server.mjs';
import { median, medianRatio } from './lib/statistics.mjs';
import { APP_ENVIRONMENT, removeLaterDoctors, World } from './lib/world.mjs';

const COMPANIES = 50;
const CONNECTIONS = 20;
const WARM_UP_SECONDS = 5;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '10' }, seconds: { type: 'string', default: '2' } },
});
const [other = ''] = positionals;
const [rounds, seconds] = [values.rounds, values.seconds].map(Number);

const world = await World.create(COMPANIES, 200);
const start = (main) =>
  Server.start(main, {
    folder: world.folder,
    environment: { ...APP_ENVIRONMENT, DATA_DIR: world.dataDir },
    path: '/health/live',
  });
// One after the other: the first brings the databases up to date.
const builds = [
  { name: 'this', server: await start(inRepository('dist/main.js')), list: [], create: [] },
  { name: 'other', server: await start(join(resolve(other), 'dist/main.js')), list: [], create: [] },
];
const load = new Load();
const order = (server, kind, duration) => ({
  kind,
  url: server.url,
  tokens: world.tokens(),
  connections: CONNECTIONS,
  seconds: duration,
});
for (const { server } of builds)
  for (const kind of ['list', 'create']) await load.run(order(server, kind, WARM_UP_SECONDS));
for (let round = 0; round < rounds; round += 1) {
  for (const kind of ['list', 'create']) {
    for (const build of round % 2 === 0 ? builds : [...builds].reverse()) {
      const before = await build.server.cpu();
      const { answers } = await load.run(order(build.server, kind, seconds));
      build[kind].push(((await build.server.cpu()) - before) / answers);
      if (kind === 'create')
        for (const company of world.companies) removeLaterDoctors(world.fileOf(company), world.doctors);
    }
  }
}
load.stop();
for (const kind of ['list', 'create']) {
  const [mine, theirs] = builds.map((build) => build[kind]);
  process.stdout.write(
    `${kind}: this ${median(mine).toFixed(0)} µs, other ${median(theirs).toFixed(0)} µs, ratio ${medianRatio(mine, theirs).toFixed(3)}\n`,
  );
}
await Promise.all(builds.map(({ server }) => server.stop()));
await world.remove();
