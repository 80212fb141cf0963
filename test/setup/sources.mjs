/**
 * The sources in src/ as one script, for tests that use them from outside: as with the libraries (libraries.mjs), what V8
 * has compiled of it serves all files of tests. Files of tests in src/ load theirs one by one.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transform } from '@swc/core';
import { build } from 'esbuild';
import { EXTERNAL } from '../../scripts/bundling.mjs';
import { FOLDER, LIBRARIES } from './libraries.mjs';

const KEPT_MS = 3_600_000;
/** What is run, and not loaded. */
const PROGRAMS = /^start\/|-worker\.ts$|\.spec\.ts$/;

/** Built once for every state of the sources of this checkout. @returns entries for Jest's `moduleNameMapper`. */
export async function mapSources(swc) {
  const names = readdirSync('src', { recursive: true })
    .filter((name) => name.endsWith('.ts') && !PROGRAMS.test(name))
    .sort();
  const hash = createHash('sha256').update(JSON.stringify([process.cwd(), swc, LIBRARIES, EXTERNAL]));
  for (const file of [import.meta.filename, 'package-lock.json']) hash.update(readFileSync(file));
  for (const name of names) hash.update(name).update(readFileSync(join('src', name)));
  const folder = join(FOLDER, `sources-${hash.digest('hex').slice(0, 16)}`);
  if (!existsSync(folder)) await buildInto(folder, names, swc);
  return { '^(?:\\.\\./)+src/(.*)\\.js$': `<rootDir>/${folder}/$1.cjs` };
}

/** What esbuild does not do: metadata of decorators. A file finds others by where it is itself. */
const asTestsHaveThem = (swc) => ({
  name: 'as-tests-have-them',
  setup(plugin) {
    plugin.onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, 'utf8'), { ...swc, sourceMaps: false, filename: path });
      return { contents: code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)) };
    });
  },
});

const ALL = `
const load = (name) => import(name);
module.exports = globalThis.medadminScript(require, __dirname + '/sources.js', load);
`;

async function buildInto(folder, names, swc) {
  const unfinished = `${folder}.${process.pid}`;
  const outfile = join(unfinished, 'sources.js');
  const entry = names.map((name) => `  get '${name.slice(0, -3)}'() { return require('./src/${name}'); },`).join('\n');
  await build({
    stdin: { contents: `module.exports = {\n${entry}\n};`, resolveDir: '.', sourcefile: 'sources.cjs' },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: [...EXTERNAL, ...LIBRARIES],
    plugins: [asTestsHaveThem(swc)],
    banner: { js: '(function (exports, require, module, __filename, __dirname, __import) {' },
    footer: { js: '})' },
    // Of classes that share one, too: errors are told by it.
    keepNames: true,
    logLevel: 'warning',
  });
  // What stays outside and is loaded late, ES modules among them; a script of ours cannot, one that Jest runs can.
  writeFileSync(outfile, readFileSync(outfile, 'utf8').replace(/(?<![.\w])import\((?="|\(0,)/g, '__import('));
  writeFileSync(join(unfinished, 'all.cjs'), ALL);
  for (const name of names) {
    const file = join(unfinished, name.replace(/ts$/, 'cjs'));
    mkdirSync(dirname(file), { recursive: true });
    const all = JSON.stringify(resolve(folder, 'all.cjs'));
    writeFileSync(file, `module.exports = require(${all})['${name.slice(0, -3)}'];\n`);
  }
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    // Another run was as quick.
    if (!existsSync(folder)) throw error;
  }
  // Those of earlier states; one that is not that old may be in use by another run, which may rename its own meanwhile.
  for (const name of readdirSync(FOLDER).filter((each) => each.startsWith('sources-'))) {
    const path = join(FOLDER, name);
    const { mtimeMs = Infinity } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (Date.now() - mtimeMs > KEPT_MS) rmSync(path, { recursive: true, force: true });
  }
}
