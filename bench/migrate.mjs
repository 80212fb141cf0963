/**
 * npm run bench:migrate -- [--companies 1000] [--rounds 5] [--fleet 10000] [--save]
 * `migrate-tenants` beside a program of a few lines that runs the same statements by plain better-sqlite3 in as many
 * worker threads, in turns, on fresh copies of the same files each time. --fleet: a run over so many companies with the
 * usual limit of file descriptors. --save puts the figures into docs/performance.md.
 */
import { parseArgs } from 'node:util';
import { Fleet } from './lib/fleet.mjs';
import { saveSections } from './lib/page.mjs';
import { sectionsOf } from './lib/report.mjs';
import { median, medianRatio } from './lib/statistics.mjs';
import { lookAtAll, migratePlainly } from './lib/plain-migration.mjs';

/** Worker threads of both programs: one, which leaves the command a core of its own here, and one for each core. */
const THREADS = [1, 2];
const MIGRATION = {
  name: '20991201000000-blood-group',
  up: [
    'ALTER TABLE patients_patient ADD COLUMN blood_group varchar(3)',
    'CREATE INDEX patients_patient_blood_group ON patients_patient (blood_group)',
  ],
  down: ['DROP INDEX patients_patient_blood_group', 'ALTER TABLE patients_patient DROP COLUMN blood_group'],
};
const MOST_DESCRIPTORS = 1024;
const MOST_MEBIBYTES = 512;

const { values } = parseArgs({
  options: {
    companies: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    fleet: { type: 'string', default: '10000' },
    save: { type: 'boolean' },
  },
});

/** Milliseconds of each way to go through all companies, round by round. */
async function measure(companies, rounds, threads) {
  const fleet = await Fleet.create(companies);
  const ms = { plain: [], safe: [], bare: [], nothing: [], look: [], command: [] };
  const run = async (...options) => {
    const { report, tookMs } = await fleet.migrate([MIGRATION], ['--concurrency', String(threads), ...options]);
    if (report.failed + report.notReached > 0) throw new Error(`not all were migrated: ${JSON.stringify(report)}`);
    return { ms: report.durationMs, tookMs };
  };
  try {
    for (let round = 0; round < rounds; round += 1) {
      const steps = {
        plain: async () => ms.plain.push(await migratePlainly(fleet.files, MIGRATION, threads)),
        bare: async () => ms.bare.push((await run('--no-snapshot')).ms),
        safe: async () => {
          const { ms: took, tookMs } = await run();
          ms.safe.push(took);
          ms.command.push(tookMs - took);
          for (let look = 0; look < 3; look += 1) {
            ms.look.push(await lookAtAll(fleet.files));
            ms.nothing.push((await run()).ms);
          }
        },
      };
      const order = Object.keys(steps);
      for (let turn = 0; turn < order.length; turn += 1) {
        await fleet.renew();
        await steps[order[(turn + round) % order.length]]();
      }
      const shown = Object.entries(ms).map(([what, took]) => `${what} ${took.at(-1).toFixed(0)} ms`);
      process.stderr.write(`${shown.join(' · ')}\n`);
    }
  } finally {
    await fleet.remove();
  }
  return ms;
}

function report(ms, companies, threads) {
  const row = (work, took) => ({
    work,
    'companies a second': companies / (median(took) / 1000),
    'median ms': median(took),
  });
  return {
    title: `Migrating ${companies} companies, ${threads} worker ${threads === 1 ? 'thread' : 'threads'}`,
    table: [
      row(`plain better-sqlite3`, ms.plain),
      row('migrate-tenants, all safety on', ms.safe),
      row('migrate-tenants --no-snapshot', ms.bare),
      row('opening each file and reading one pragma', ms.look),
      row('migrate-tenants with nothing to do', ms.nothing),
      {
        work: 'the command around a run: starting, opening the master database, ending',
        'median ms': median(ms.command),
      },
    ],
    verdicts: [
      {
        what: 'rate with all safety on against plain',
        ratio: medianRatio(ms.plain, ms.safe),
        target: { atLeast: 0.5 },
      },
      {
        what: 'rate with --no-snapshot against plain',
        ratio: medianRatio(ms.plain, ms.bare),
        target: { atLeast: 0.8 },
      },
      {
        what: 'time with nothing to do against opening and one pragma',
        ratio: medianRatio(ms.nothing, ms.look),
        target: { atMost: 3 },
      },
    ],
  };
}

/** One run over very many companies, with the limit of descriptors that shells usually set. */
async function measureFleet(companies) {
  const fleet = await Fleet.create(companies);
  try {
    const { report: told, mebibytes, descriptors } = await fleet.migrate([MIGRATION], [], MOST_DESCRIPTORS);
    return {
      title: `A fleet of ${companies} companies`,
      table: [
        {
          migrated: told.migrated,
          failed: told.failed,
          seconds: told.durationMs / 1000,
          'companies a second': told.migrated / (told.durationMs / 1000),
          'MiB at most': mebibytes,
          'descriptors at most': descriptors,
        },
      ],
      verdicts: [
        { what: 'companies that failed', ratio: told.failed + told.notReached, target: { atMost: 0 } },
        { what: 'resident MiB at most', ratio: mebibytes, target: { atMost: MOST_MEBIBYTES } },
        { what: 'open descriptors at most', ratio: descriptors, target: { atMost: MOST_DESCRIPTORS } },
      ],
    };
  } finally {
    await fleet.remove();
  }
}

const companies = Number(values.companies);
const results = [];
for (const threads of THREADS)
  results.push(report(await measure(companies, Number(values.rounds), threads), companies, threads));
if (Number(values.fleet) > 0) results.push(await measureFleet(Number(values.fleet)));
const sections = sectionsOf(results, `npm run bench:migrate -- ${process.argv.slice(2).join(' ')}`.trim());
process.stdout.write(`${sections.join('\n')}\n`);
if (values.save) await saveSections('bench:migrate', sections);
