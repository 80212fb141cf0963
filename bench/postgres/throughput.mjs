import { median, medianRatio } from '../lib/statistics.mjs';
import { KINDS, sampleInTurns } from '../parts/throughput.mjs';

const NAMES = {
  app: 'medadmin, 50 companies, nothing recorded',
  recorded: 'medadmin, 50 companies, with its audit log',
  'no-tenancy': 'the same Nest app, one database, no tenancy',
};
const TARGET = 0.9;
/** The database of the program without tenancy. */
const PLAIN = 'plain_master';

/** List of 20 and create of one, with and without tenancy, on the same server. */
export async function measureThroughput(world, options) {
  await world.copyMaster(PLAIN);
  return report(await sampleInTurns((generation) => startPrograms(world, generation), options));
}

async function startPrograms(world, generation) {
  const tokens = world.companies.map(({ token }) => token);
  const databases = world.companies.map(({ slug }) => `medadmin_tenant_${slug.replaceAll('-', '_')}`);
  const reset = (names) => async () => {
    for (const name of names) await world.reset(name);
  };
  const ofCompanies = { tokens, files: [], reset: reset(databases) };
  const plain = { master: PLAIN, data: PLAIN, args: ['shared'] };
  const programs = [
    { name: 'app', server: await world.startApp('bench/servers/app-without-audit.mjs'), ...ofCompanies },
    { name: 'recorded', server: await world.startApp('dist/main.js'), ...ofCompanies, isRecorded: true },
    {
      name: 'no-tenancy',
      server: await world.startApp('bench/no-tenancy/main.mjs', plain),
      ...{ tokens, files: [], reset: reset([PLAIN]) },
    },
  ];
  // The table is there from the program's first start on.
  if (generation === 0) await world.fill(PLAIN);
  return programs;
}

function report(samples) {
  const of = (program, kind, figure) =>
    samples.filter((entry) => entry.program === program && entry.kind === kind).map((entry) => entry[figure]);
  const what = (kind) => (kind === 'list' ? 'list of 20' : 'create of one');
  const table = KINDS.flatMap((kind) =>
    Object.keys(NAMES).map((program) => ({
      what: what(kind),
      program: NAMES[program],
      'per second': median(of(program, kind, 'perSecond')),
      'CPU µs each': median(of(program, kind, 'cpuMicroseconds')),
      'medadmin’s share': medianRatio(of('app', kind, 'perSecond'), of(program, kind, 'perSecond')),
    })),
  );
  const verdicts = KINDS.map((kind) => ({
    what: `${what(kind)} against ${NAMES['no-tenancy']}`,
    ratio: medianRatio(of('app', kind, 'perSecond'), of('no-tenancy', kind, 'perSecond')),
    byCpu: medianRatio(of('no-tenancy', kind, 'cpuMicroseconds'), of('app', kind, 'cpuMicroseconds')),
    target: { atLeast: TARGET },
  }));
  return { table, verdicts };
}
