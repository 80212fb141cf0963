import { untilFirstAnswer } from '../lib/first-answer.mjs';
import { inRepository } from '../lib/paths.mjs';
import { median } from '../lib/statistics.mjs';
import { APP_ENVIRONMENT } from '../lib/world.mjs';

const LIST = '/api/doctors?page=1&pageSize=20';
const TARGET = 7;

/** From the start of the program to its first list of doctors, in turns with the bare program. */
export async function measureBoot(world, { boots, progress }) {
  const file = await world.copyFile('boot.sqlite3');
  const programs = {
    bare: () =>
      untilFirstAnswer(inRepository('bench/servers/bare-node.mjs'), {
        folder: world.folder,
        args: ['PORT', file],
        path: LIST,
      }),
    app: () =>
      untilFirstAnswer(inRepository('dist/bundle/main.js'), {
        folder: world.folder,
        environment: { ...APP_ENVIRONMENT, DATA_DIR: world.dataDir },
        path: LIST,
        token: world.companies[0].token,
      }),
  };
  const samples = { bare: [], app: [] };
  // The first start of each reads its files from the disk; it is not counted.
  for (const name of Object.keys(programs)) await programs[name]();
  for (let boot = 0; boot < boots; boot += 1) {
    for (const name of Object.keys(programs)) samples[name].push(await programs[name]());
    progress(
      `boot: bare node:http ${samples.bare.at(-1).toFixed(0)} ms · medadmin ${samples.app.at(-1).toFixed(0)} ms`,
    );
  }
  const bare = median(samples.bare);
  const app = median(samples.app);
  return {
    table: [
      { program: 'bare node:http + better-sqlite3', 'first answer after ms': bare },
      { program: `medadmin with ${world.companies.length} companies`, 'first answer after ms': app },
    ],
    verdicts: [{ what: 'boot to first answer against bare node:http', ratio: app / bare, target: { atMost: TARGET } }],
  };
}
