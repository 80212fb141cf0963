import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { Load } from '../lib/load.mjs';
import { inRepository } from '../lib/paths.mjs';
import { Server } from '../lib/server.mjs';
import { median, medianRatio } from '../lib/statistics.mjs';
import { APP_ENVIRONMENT, fileOf } from '../lib/world.mjs';
import { describe, inTurn, KINDS, sample, warmUp } from './throughput.mjs';

const COMPANIES = 50;
/** What must be left of the throughput when everything is recorded. */
const TARGET = 0.85;
const NAMES = { recorded: 'medadmin, everything on record', unrecorded: 'the same without the audit log' };

/** List of 20 and create of one, with the audit log and without, side by side. */
export async function measureAudit(world, { rounds, seconds, warmUpSeconds, progress }) {
  const programs = [
    await start(world, 'recorded', 'dist/main.js'),
    await start(world, 'unrecorded', 'bench/servers/app-without-audit.mjs'),
  ];
  const load = new Load();
  const samples = [];
  try {
    for (const program of programs) await warmUp(load, program, warmUpSeconds);
    for (let round = 0; round < rounds; round += 1) {
      for (const kind of KINDS) {
        for (const program of inTurn(programs, round)) samples.push(await sample(load, program, kind, seconds));
        progress(describe(samples.slice(-programs.length), kind));
      }
    }
  } finally {
    load.stop();
    await Promise.all(programs.map((program) => program.server.stop()));
  }
  return report(samples);
}

async function start(world, name, script) {
  const dataDir = join(world.folder, `audit-${name}`);
  await cp(world.dataDir, dataDir, { recursive: true });
  const server = await Server.start(inRepository(script), {
    folder: world.folder,
    environment: { ...APP_ENVIRONMENT, DATA_DIR: dataDir },
    path: '/health/live',
  });
  const files = world.companies.slice(0, COMPANIES).map((company) => fileOf(dataDir, company));
  return { name, server, tokens: world.tokens(COMPANIES), files, doctors: world.doctors };
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
    })),
  );
  const verdicts = KINDS.map((kind) => ({
    what: `${what(kind)} with the audit log against without`,
    ratio: medianRatio(of('recorded', kind, 'perSecond'), of('unrecorded', kind, 'perSecond')),
    byCpu: medianRatio(of('unrecorded', kind, 'cpuMicroseconds'), of('recorded', kind, 'cpuMicroseconds')),
    target: { atLeast: TARGET },
  }));
  return { table, verdicts };
}
