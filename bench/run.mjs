/**
 * npm run bench -- [--quick] [--parts cold,throughput,safeguards,registration,boot,memory] [--save]
 * npm run bench -- --engine postgres [--quick] [--parts throughput,registration] [--save]
 * Measures the built program beside simpler ones, in turns, and prints medians and ratios. --save puts them into
 * docs/performance.md, in the places of the same parts.
 */
import { parseArgs } from 'node:util';
import { LOAD_CORE, pinSelf } from './lib/pinning.mjs';
import { saveSections } from './lib/page.mjs';
import { sectionsOf } from './lib/report.mjs';
import { World } from './lib/world.mjs';

const FULL = {
  // First: the other parts' servers delete files when they end, see runAll.
  cold: {},
  throughput: { generations: 1, rounds: 7, seconds: 3, warmUpSeconds: 8 },
  // What is shown is put into logs every ten seconds, many lines at once: a measurement of three would have a third of them.
  // A create leaves nothing for later: in short turns, what slows the machine meanwhile slows all programs.
  safeguards: { generations: 2, rounds: 4, seconds: 8, turns: { create: 4 }, warmUpSeconds: 15 },
  registration: { rounds: 5, registrations: 500, warmUpRegistrations: 2000 },
  boot: { boots: 11 },
  memory: {},
};
const QUICK = {
  cold: {},
  throughput: { generations: 1, rounds: 3, seconds: 2, warmUpSeconds: 5 },
  safeguards: { generations: 1, rounds: 3, seconds: 2, warmUpSeconds: 5 },
  registration: { rounds: 3, registrations: 300, warmUpRegistrations: 2000 },
  boot: { boots: 5 },
  memory: {},
};
/** On PostgreSQL making and filling databases takes longer than measuring. */
const POSTGRES = {
  full: {
    throughput: { generations: 2, rounds: 5, seconds: 4, warmUpSeconds: 10 },
    registration: { rounds: 3, registrations: 50, warmUpRegistrations: 50 },
  },
  quick: {
    throughput: { generations: 1, rounds: 3, seconds: 2, warmUpSeconds: 3 },
    registration: { rounds: 2, registrations: 20, warmUpRegistrations: 20 },
  },
};
/** Companies, with 200 doctors each, that a part needs. */
const COMPANIES = { throughput: 50, safeguards: 50, registration: 2, cold: 1000, boot: 2, memory: 1000 };
const DOCTORS = 200;
const TITLES = {
  throughput: 'Requests',
  safeguards: 'Safeguards',
  registration: 'Signing up',
  cold: 'Opening a company',
  boot: 'Starting',
  memory: 'Open companies',
};

async function measurements(part) {
  switch (part) {
    case 'throughput':
      return (await import('./parts/throughput.mjs')).measureThroughput;
    case 'safeguards':
      return (await import('./parts/safeguards.mjs')).measureSafeguards;
    case 'registration':
      return (await import('./parts/registration.mjs')).measureRegistration;
    case 'cold':
      return (await import('./parts/cold-opening.mjs')).measureColdOpening;
    case 'boot':
      return (await import('./parts/boot.mjs')).measureBoot;
    case 'memory':
      return (await import('./parts/memory.mjs')).measureMemory;
    default:
      throw new Error(`There is no part ${part}`);
  }
}

async function run(part, options, worlds) {
  const measure = await measurements(part);
  const world = await World.create(COMPANIES[part], DOCTORS);
  worlds.push(world);
  const result = await measure(world, { ...options[part], progress: (line) => process.stderr.write(`${line}\n`) });
  return { title: TITLES[part], ...result };
}

/**
 * Removes no world before all is measured: for some minutes after many files were deleted, ext4 takes up to a millisecond
 * for every new one (it looks at each inode that was freed and passes over it), and opening a database makes two.
 */
async function runAll(parts, options) {
  const worlds = [];
  try {
    const results = [];
    for (const part of parts) results.push(await run(part, options, worlds));
    return results;
  } finally {
    for (const world of worlds) await world.remove();
  }
}

/** One server for all parts. */
async function runOnPostgres(parts, options) {
  const { PostgresWorld } = await import('./postgres/postgres-world.mjs');
  const { measureThroughput } = await import('./postgres/throughput.mjs');
  const { measureRegistration } = await import('./postgres/registration.mjs');
  const measure = { throughput: measureThroughput, registration: measureRegistration };
  const world = await PostgresWorld.create(COMPANIES.throughput, DOCTORS);
  try {
    const results = [];
    for (const part of parts) {
      const progress = (line) => process.stderr.write(`${line}\n`);
      results.push({
        title: `${TITLES[part]} on PostgreSQL`,
        ...(await measure[part](world, { ...options[part], progress })),
      });
    }
    return results;
  } finally {
    await world.remove();
  }
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    save: { type: 'boolean' },
    parts: { type: 'string' },
    engine: { type: 'string' },
  },
});
pinSelf(LOAD_CORE);
const isPostgres = values.engine === 'postgres';
const ofEngine = isPostgres ? POSTGRES : { full: FULL, quick: QUICK };
const options = values.quick ? ofEngine.quick : ofEngine.full;
const parts = values.parts?.split(',') ?? Object.keys(options);
const results = await (isPostgres ? runOnPostgres : runAll)(parts, options);
const sections = sectionsOf(results, `npm run bench -- ${process.argv.slice(2).join(' ')}`.trim());
process.stdout.write(`${sections.join('\n')}\n`);
if (values.save) await saveSections(isPostgres ? 'bench:postgres' : 'bench', sections);
