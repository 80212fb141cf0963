import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mapLibraries } from './test/setup/libraries.mjs';
import { mapSources } from './test/setup/sources.mjs';

/**
 * Tests run on the TypeScript sources, those in test/ on one script of them (see sources.mjs); commands are tested on the build
 * in dist/ (see `pretest`).
 *
 * A file of tests runs on both engines unless it says which it is about, with the reason, in its first lines:
 * `@engine sqlite`, `@engine postgres`, or `@engine none` for what has no database. On PostgreSQL, `npm test` runs those that
 * say `@engine both`; `npm run test:postgres` runs all.
 *
 * With `TEST_INSTANCES=2`, every request of a test goes to another instance of the program in turn: those that start the
 * application are run, but for those that say `@instances one`, with the reason.
 */
const ROOTS = ['src', 'test', 'web/src'];
const MARK = /@engine (sqlite|postgres|both|none)\b/;
const HEAD_BYTES = 1_000;
const ON_INSTANCES = /^test\/(e2e|isolation)\//;

const hasInstances = Number(process.env.TEST_INSTANCES ?? 1) > 1;
const isOfInstances = (text) => text.includes('startApp(') && !/@instances one\b/.test(text.slice(0, HEAD_BYTES));

const everySpec = ROOTS.flatMap((root) =>
  readdirSync(root, { recursive: true })
    .filter((file) => file.endsWith('.spec.ts'))
    .map((file) => join(root, file)),
);
const specs = everySpec.filter(
  (file) => !hasInstances || (ON_INSTANCES.test(file) && isOfInstances(readFileSync(file, 'utf8'))),
);
const headOf = (file) => readFileSync(file, 'utf8').slice(0, HEAD_BYTES);
const markOf = (file) => MARK.exec(headOf(file))?.[1];
const isUnit = (file) => file.startsWith('src/') || file.startsWith('web/') || file.startsWith('test/architecture/');
const all = process.env.TEST_ENGINE === 'postgres' || hasInstances;

const isPlain = (file) => process.env.TEST_ENCRYPTION === 'on' && /@encryption off\b/.test(headOf(file));
const onSqlite = (file) => markOf(file) !== 'postgres' && !isPlain(file);
const onPostgres = (file) => {
  const mark = markOf(file);
  if (mark === 'postgres' || mark === 'both') return true;
  return all && mark === undefined && !isUnit(file);
};

// These want to know which file it is, or look again when it has changed.
const BY_FILES = /^(--(watch|coverage|findRelatedTests|onlyChanged|changedSince|lastCommit)|-o$)/;
const isOneByOne = process.env.TEST_SOURCES === 'files' || process.argv.some((word) => BY_FILES.test(word));

const SWC = {
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: {
      legacyDecorator: true,
      decoratorMetadata: true,
      useDefineForClassFields: false,
      verbatimModuleSyntax: true,
    },
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: true,
};

const COMMON = {
  testEnvironment: '<rootDir>/test/setup/libraries-environment.mjs',
  roots: ROOTS.map((root) => `<rootDir>/${root}`),
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  moduleNameMapper: {
    ...(await mapLibraries()),
    ...(isOneByOne ? {} : await mapSources(SWC)),
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: { '^.+\\.ts$': ['@swc/jest', SWC] },
};

const chosen = (isChosen) => specs.filter(isChosen).map((file) => `<rootDir>/${file}`);

const SQLITE = { ...COMMON, displayName: 'sqlite', testMatch: chosen(onSqlite) };
const POSTGRES = {
  ...COMMON,
  displayName: 'postgres',
  testMatch: chosen(onPostgres),
  setupFiles: ['<rootDir>/test/setup/on-postgres.mjs'],
  globalSetup: '<rootDir>/test/setup/start-postgres.mjs',
  globalTeardown: '<rootDir>/test/setup/stop-postgres.mjs',
};

/** Says which files of tests a whole run leaves out that are about something else, and why. */
function tellLeftOut(mark) {
  const marked = new RegExp(`@${mark}\\b:? *(.*?) *(\\*/)?$`, 'm');
  for (const file of everySpec.sort()) {
    const [, reason] = marked.exec(headOf(file)) ?? [];
    if (reason !== undefined) process.stderr.write(`left out: ${file} (${mark}: ${reason})\n`);
  }
}

if (process.env.TEST_ENCRYPTION === 'on') tellLeftOut('encryption off');
if (hasInstances) tellLeftOut('instances one');
else if (all) tellLeftOut('engine sqlite');
// Tests that are about one engine say so as well, see describeOn.
if (all) process.env.TEST_WHOLE = 'on';

export default {
  projects: process.env.TEST_ENGINE === 'postgres' ? [POSTGRES] : [SQLITE, POSTGRES],
  testSequencer: '<rootDir>/test/setup/sequencer.mjs',
  maxWorkers: 3,
  // Modules of a file of tests are never let go of: a worker grew to 4 GB, and went slower and slower.
  workerIdleMemoryLimit: '1GB',
  // Machines differ by a factor of three, from one hour to the next; no test is about how long it takes.
  testTimeout: 180_000,
};
