/**
 * Bundles the programs of this folder that tests start as processes of their own, with the built program and its libraries,
 * into one script in the folder given, and keeps what V8 compiles of it for a start: unbundled, each start takes two seconds
 * of a processor; bundled, a quarter of a second more than with the code kept. Workers lie beside it, as in dist/bundle.
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { EXTERNAL, LIBRARIES_ONCE } from '../../scripts/bundling.mjs';

const KEPT_MS = 3_600_000;
const HEAD = /^(?:\s*\/\*\*.*?\*\/|\s*import [^;]*;)*/s;

/** A script cannot wait where it begins, as these programs do: what follows their imports becomes a function of it. */
const PROGRAMS_AS_FUNCTIONS = {
  name: 'programs-as-functions',
  setup(plugin) {
    plugin.onLoad({ filter: /test\/support\/[\w-]+\.mjs$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (!programs.includes(basename(path, '.mjs'))) return undefined;
      const [head] = HEAD.exec(text);
      return { contents: `${head}\nexport async function run() {\n${text.slice(head.length)}\n}` };
    });
  },
};

/** What `node <name>.cjs` runs; with KEEP_CODE, the code compiled so far is kept when it ends. */
const START = `
const { readFileSync, writeFileSync, existsSync } = require('node:fs');
const { Script } = require('node:vm');
module.exports = (name) => {
  const [file, kept] = ['programs.js', 'programs.cache'].map((each) => __dirname + '/' + each);
  const cachedData = existsSync(kept) ? readFileSync(kept) : undefined;
  const script = new Script(readFileSync(file, 'latin1'), { filename: file, ...(cachedData && { cachedData }) });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, file, __dirname);
  if (process.env.KEEP_CODE) process.on('exit', () => writeFileSync(kept, script.createCachedData()));
  void module.exports[name].run();
};
`;

const [folder, ...programs] = process.argv.slice(2);
const parent = dirname(folder);
const unfinished = `${folder}.${process.pid}`;
mkdirSync(unfinished, { recursive: true });
for (const name of readdirSync('dist/bundle').filter((each) => /worker\.js$|^chunk-/.test(each)))
  cpSync(join('dist/bundle', name), join(unfinished, name));
const entry = programs.map((name) => `  get '${name}'() { return require('./test/support/${name}.mjs'); },`).join('\n');
await build({
  stdin: { contents: `module.exports = {\n${entry}\n};`, resolveDir: '.', sourcefile: 'programs.cjs' },
  outfile: join(unfinished, 'programs.js'),
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  external: EXTERNAL,
  plugins: [PROGRAMS_AS_FUNCTIONS, ...LIBRARIES_ONCE],
  define: { 'import.meta.url': '__fileUrl' },
  supported: { 'dynamic-import': false },
  banner: {
    js: "(function (exports, require, module, __filename, __dirname) { const __fileUrl = require('node:url').pathToFileURL(__filename).href;",
  },
  footer: { js: '})' },
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
});
writeFileSync(join(unfinished, 'start.cjs'), START);
for (const name of programs) writeFileSync(join(unfinished, `${name}.cjs`), `require('./start.cjs')('${name}');\n`);
keepCode();
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

/** V8 takes it for the same text, wherever that lies. */
function keepCode() {
  const dataDir = mkdtempSync(join(tmpdir(), 'medadmin-programs-'));
  const { PATH } = process.env;
  const env = { PATH, DATA_DIR: dataDir, BACKUP_INTERVAL: 'off', KEEP_CODE: 'on' };
  execFileSync(process.execPath, [join(unfinished, 'starting-child.cjs')], { cwd: dataDir, env, stdio: 'pipe' });
  rmSync(dataDir, { recursive: true, force: true });
}
