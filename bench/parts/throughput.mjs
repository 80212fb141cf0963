import { insertDoctors, removeLaterDoctors } from '../lib/world.mjs';
import { Load } from '../lib/load.mjs';
import { inRepository } from '../lib/paths.mjs';
import { Server } from '../lib/server.mjs';
import { median, medianRatio } from '../lib/statistics.mjs';
import { APP_ENVIRONMENT, fileOf } from '../lib/world.mjs';
import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';

const TENANTS = 50;
const CONNECTIONS = 20;
export const KINDS = ['list', 'create'];
const TAKEN_IN_MS = 11_000;

/**
 * Shares of another program's throughput that the application must reach. None of the other programs keeps an audit log, so
 * what is compared does not either; what the log costs on top is for the part `audit` to tell.
 */
const TARGETS = [
  ['list', 'no-tenancy', 0.9],
  ['create', 'no-tenancy', 0.9],
  ['create', 'no-tenancy-shared', 0.9],
  ['list', 'bare-express', 0.5],
  ['create', 'bare-express', 0.45],
];

const NAMES = {
  app: 'medadmin, 50 companies, without the audit log',
  recorded: 'medadmin, 50 companies, as it is',
  'no-tenancy': 'the same Nest app, one database, no tenancy',
  'no-tenancy-shared': 'the same, whose commits share flushes of the one log',
  'bare-express': 'bare express + better-sqlite3',
  'bare-node': 'bare node:http + better-sqlite3',
};

/** List of 20 and create of one, six programs side by side. */
export async function measureThroughput(world, options) {
  return report(await sampleInTurns((generation) => startPrograms(world, generation), options));
}

/**
 * Samples of programs in turns, several times with new processes: two of the same program differ by up to a tenth, from their
 * start to their end.
 * @param start starts the programs of a generation.
 * @param options `seconds` are each program's of a round, per kind; `turns`, by kind, is how many turns they come in.
 */
export async function sampleInTurns(start, { generations, rounds, seconds, turns = {}, warmUpSeconds, progress }) {
  const samples = [];
  for (let generation = 0; generation < generations; generation += 1) {
    const programs = await start(generation);
    const load = new Load();
    const sampleAll = async (kind, first, ofEachSeconds) => {
      const taken = await sampleOnce(load, inTurn(programs, first), kind, ofEachSeconds);
      progress(describe(taken, kind));
      samples.push(...taken);
    };
    try {
      for (const program of inTurn(programs, generation)) await warmUp(load, program, warmUpSeconds);
      for (let round = 0; round < rounds; round += 1) {
        for (const kind of KINDS) {
          const { [kind]: count = 1 } = turns;
          for (let turn = 0; turn < count; turn += 1) await sampleAll(kind, round + turn, seconds / count);
        }
      }
    } finally {
      load.stop();
      await Promise.all(programs.map((program) => program.server.stop()));
    }
  }
  return samples;
}

/** One sample of each program, one after the other. */
async function sampleOnce(load, programs, kind, seconds) {
  const unrecorded = programs.find(({ name }) => name === 'app' || name === 'unrecorded');
  const samples = [];
  for (const program of programs) samples.push(await sample(load, program, kind, { seconds, unrecorded }));
  return samples;
}

async function startPrograms(world, generation) {
  const tokens = world.tokens(TENANTS);
  return [
    await startApp(world, 'app', 'bench/servers/app-without-audit.mjs', `unrecorded-${generation}`),
    await startApp(world, 'recorded', 'dist/main.js', `recorded-${generation}`),
    await startNoTenancy(world, tokens, generation, 'no-tenancy'),
    await startNoTenancy(world, tokens, generation, 'no-tenancy-shared'),
    await startBare(world, 'bare-express', tokens, generation),
    await startBare(world, 'bare-node', tokens, generation),
  ];
}

/** medadmin on a copy of the companies, which the program has for itself. */
export async function startApp(world, name, script, folder, { key } = {}) {
  const dataDir = join(world.folder, folder);
  const encryption = key === undefined ? {} : { TENANT_ENCRYPTION_KEY: key };
  const environment = { ...APP_ENVIRONMENT, ...encryption, DATA_DIR: dataDir };
  await cp(world.dataDir, dataDir, { recursive: true });
  if (key !== undefined) {
    const env = { PATH: process.env.PATH, ...environment };
    await promisify(execFile)(process.execPath, [inRepository('dist/bundle/cli.js'), 'encrypt-tenants'], { env });
  }
  const server = await Server.start(inRepository(script), { folder: world.folder, environment, path: '/health/live' });
  // Encrypted files are not made anew between rounds, for that needs their keys.
  const files = key === undefined ? world.companies.slice(0, TENANTS).map((company) => fileOf(dataDir, company)) : [];
  const isRecorded = !script.includes('without-audit');
  return { name, server, tokens: world.tokens(TENANTS), files, doctors: world.doctors, isRecorded };
}

async function startNoTenancy(world, tokens, generation, name) {
  const dataDir = await world.copyMaster(`${name}-${generation}`);
  const server = await Server.start(inRepository('bench/no-tenancy/main.mjs'), {
    folder: world.folder,
    environment: { ...APP_ENVIRONMENT, DATA_DIR: dataDir },
    args: [name === 'no-tenancy-shared' ? 'shared' : 'own'],
    path: '/health/live',
  });
  const file = join(dataDir, 'db.sqlite3');
  const database = new Database(file);
  insertDoctors(database, world.doctors);
  database.close();
  return { name, server, tokens, files: [file], doctors: world.doctors };
}

async function startBare(world, name, tokens, generation) {
  const file = await world.copyFile(`${name}-${generation}.sqlite3`);
  const server = await Server.start(inRepository(`bench/servers/${name}.mjs`), {
    folder: world.folder,
    args: ['PORT', file],
    path: '/api/doctors',
  });
  return { name, server, tokens, files: [file], doctors: world.doctors };
}

export async function warmUp(load, program, seconds) {
  for (const kind of KINDS) await load.run(orderFor(program, kind, seconds));
  // Nothing is left to be taken in then.
  if (program.isRecorded) await sleep(TAKEN_IN_MS);
  await reset(program);
}

/** Who comes first changes from round to round. */
export function inTurn(items, round) {
  const start = round % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

export async function sample(load, program, kind, { seconds, unrecorded }) {
  const before = await program.server.cpu();
  const { answers, seconds: took, loadCpuSeconds } = await load.run(orderFor(program, kind, seconds));
  const during = (await program.server.cpu()) - before;
  const later = kind === 'list' && program.isRecorded ? await takingIn(program, unrecorded) : 0;
  if (kind === 'create') await reset(program);
  return {
    program: program.name,
    kind,
    perSecond: answers / (took + later / 1e6),
    cpuMicroseconds: (during + later) / answers,
    loadCore: loadCpuSeconds / took,
  };
}

/**
 * Microseconds that it takes to put what was shown into companies' logs, which is done every ten seconds: they belong to what
 * was shown, and would else fall on whoever is measured next. What a program takes with nothing to do does not; the same
 * program without a log tells how much that is in the same seconds, for a busy machine may make it three times as much.
 */
async function takingIn(program, unrecorded) {
  const cpu = async () => (await program.server.cpu()) - (await unrecorded.server.cpu());
  const before = await cpu();
  await sleep(TAKEN_IN_MS);
  return Math.max(0, (await cpu()) - before);
}

function orderFor({ server, tokens }, kind, seconds) {
  return { kind, url: server.url, tokens, connections: CONNECTIONS, seconds };
}

/** Every round begins with the same rows. Rows of a server's databases are taken away by the program's own `reset`. */
async function reset({ files, doctors, reset: ownReset }) {
  if (ownReset !== undefined) await ownReset();
  for (const file of files) removeLaterDoctors(file, doctors);
}

export function describe(samples, kind) {
  const figures = samples.map(
    (entry) => `${entry.program} ${entry.perSecond.toFixed(0)}/s ${entry.cpuMicroseconds.toFixed(0)}µs`,
  );
  return `${kind}: ${figures.join(' · ')}`;
}

function report(samples) {
  const of = (program, kind, figure) =>
    samples.filter((entry) => entry.program === program && entry.kind === kind).map((entry) => entry[figure]);
  const table = KINDS.flatMap((kind) =>
    Object.keys(NAMES).map((program) => ({
      what: kind === 'list' ? 'list of 20' : 'create of one',
      program: NAMES[program],
      'per second': median(of(program, kind, 'perSecond')),
      'CPU µs each': median(of(program, kind, 'cpuMicroseconds')),
      'load core busy': median(of(program, kind, 'loadCore')),
      'medadmin’s share': medianRatio(of('app', kind, 'perSecond'), of(program, kind, 'perSecond')),
      'share by CPU': medianRatio(of(program, kind, 'cpuMicroseconds'), of('app', kind, 'cpuMicroseconds')),
    })),
  );
  const verdicts = TARGETS.map(([kind, program, target]) => ({
    what: `${kind === 'list' ? 'list of 20' : 'create of one'} against ${NAMES[program]}`,
    ratio: medianRatio(of('app', kind, 'perSecond'), of(program, kind, 'perSecond')),
    byCpu: medianRatio(of(program, kind, 'cpuMicroseconds'), of('app', kind, 'cpuMicroseconds')),
    target: { atLeast: target },
  }));
  return { table, verdicts };
}
