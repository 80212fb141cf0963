import { randomBytes } from 'node:crypto';
import { median, medianRatio } from '../lib/statistics.mjs';
import { KINDS, sampleInTurns, startApp } from './throughput.mjs';

const NAMES = {
  recorded: 'medadmin, everything on record',
  unrecorded: 'the same without the audit log',
  encrypted: 'medadmin, everything on record, encrypted databases',
};
/** What must be left of a program's throughput with a safeguard on. */
const TARGETS = [
  ['with the audit log against without', 'recorded', 'unrecorded', 0.85],
  ['with encrypted databases against without', 'encrypted', 'recorded', 0.7],
];

/** List of 20 and create of one, with safeguards and without, side by side. */
export async function measureSafeguards(world, options) {
  return report(await sampleInTurns((generation) => startPrograms(world, generation), options));
}

async function startPrograms(world, generation) {
  const key = randomBytes(32).toString('base64');
  const withoutAudit = 'bench/servers/app-without-audit.mjs';
  const started = [
    await startApp(world, 'recorded', 'dist/main.js', `recorded-${generation}`),
    await startApp(world, 'unrecorded', withoutAudit, `unrecorded-${generation}`),
    await startApp(world, 'encrypted', 'dist/main.js', `encrypted-${generation}`, { key }),
  ];
  // Encrypted files cannot be made as they were between rounds, and whoever alone goes on with all its rows is slower for it.
  return started.map((program) => ({ ...program, files: [] }));
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
  const verdicts = TARGETS.flatMap(([name, program, other, target]) =>
    KINDS.map((kind) => ({
      what: `${what(kind)} ${name}`,
      ratio: medianRatio(of(program, kind, 'perSecond'), of(other, kind, 'perSecond')),
      byCpu: medianRatio(of(other, kind, 'cpuMicroseconds'), of(program, kind, 'cpuMicroseconds')),
      target: { atLeast: target },
    })),
  );
  return { table, verdicts };
}
