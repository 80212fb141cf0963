/**
 * Bundles the programs of this folder that tests start as processes of their own, with the built program and its libraries,
 * into the folder given: unbundled, each start takes a second longer. Workers lie beside them, as in dist/bundle.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { COMMONJS_NAMES, EXTERNAL, LIBRARIES_ONCE } from '../../scripts/bundling.mjs';

const KEPT_MS = 3_600_000;

const [folder, ...programs] = process.argv.slice(2);
const parent = dirname(folder);
const unfinished = `${folder}.${process.pid}`;
mkdirSync(unfinished, { recursive: true });
for (const name of readdirSync('dist/bundle').filter((each) => /worker\.js$|^chunk-/.test(each)))
  cpSync(join('dist/bundle', name), join(unfinished, name));
await build({
  entryPoints: programs,
  outdir: unfinished,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: EXTERNAL,
  plugins: LIBRARIES_ONCE,
  banner: { js: COMMONJS_NAMES },
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
});
try {
  renameSync(unfinished, folder);
} catch (error) {
  rmSync(unfinished, { recursive: true });
  // Another file of tests was as quick.
  if (!existsSync(folder)) throw error;
}
// Those of earlier builds; one that is not that old may be in use by another run of tests.
for (const name of readdirSync(parent).filter((each) => /^programs-\w+$/.test(each) && each !== basename(folder))) {
  const path = join(parent, name);
  if (Date.now() - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { recursive: true, force: true });
}
