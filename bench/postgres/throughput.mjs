import { Load } from '../lib/load.mjs';
import { median, medianRatio } from '../lib/statistics.mjs';
import { describe, inTurn, KINDS, sample, warmUp } from '../parts/throughput.mjs';

const NAMES = {
  app: 'medadmin, 50 companies, nothing recorded',
  recorded: 'medadmin, 50 companies, with its audit log',
  'no-tenancy': 'the same Nest app, one database, no tenancy',
};
const TARGET = 0.9;

/** List of 20 and create of one, with and without tenancy, on the same server. */
export async function measureThroughput(world, { rounds, seconds, warmUpSeconds, progress }) {
  const tokens = world.companies.map(({ token }) => token);
  const databases = world.companies.map(({ slug }) => `medadmin_tenant_${slug.replaceAll('-', '_')}`);
  await world.copyMaster('plain_master');
  const programs = [
    { name: 'app', server: await world.startApp('bench/servers/app-without-audit.mjs'), tokens, files: [], databases },
    {
      name: 'recorded',
      server: await world.startApp('dist/main.js'),
      ...{ tokens, files: [], databases, isRecorded: true },
    },
    {
      name: 'no-tenancy',
      server: await world.startApp('bench/no-tenancy/main.mjs', {
        ...{ master: 'plain_master', data: 'plain_master', args: ['shared'] },
      }),
      ...{ tokens, files: [], databases: ['plain_master'] },
    },
  ];
  await world.fill('plain_master');
  const load = new Load();
  const samples = [];
  try {
    for (const program of programs) await warmUp(load, program, warmUpSeconds);
    for (let round = 0; round < rounds; round += 1) {
      for (const kind of KINDS) {
        for (const program of inTurn(programs, round))
          samples.push(await measured(world, load, program, kind, seconds));
        progress(describe(samples.slice(-programs.length), kind));
      }
    }
  } finally {
    load.stop();
    for (const { server } of programs) await server.stop();
  }
  return report(samples);
}

/** Every measurement begins with the same rows. */
async function measured(world, load, program, kind, seconds) {
  const found = await sample(load, program, kind, seconds);
  if (kind === 'create') for (const database of program.databases) await world.reset(database);
  return found;
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
