/**
 * Puts the compiled program and the libraries it needs at start into a few files, dist/bundle/. Loading TypeORM, Nest and
 * the rest from some two thousand files takes most of the time of a start (docs/performance.md).
 */
import { rmSync } from 'node:fs';
import { build } from 'esbuild';
import { COMMONJS_NAMES, EXTERNAL, LIBRARIES_ONCE } from './bundling.mjs';

/**
 * For threads that do one thing: of our own files they get what they use, and not, by way of a folder's index.js, Nest and
 * TypeORM as well. Decorators, which have effects, are in files that they do not use.
 */
const ONLY_WHAT_IS_USED = {
  name: 'only-what-is-used',
  setup(plugin) {
    plugin.onResolve({ filter: /^\./ }, async ({ path, ...from }) => {
      if (from.pluginData === ONLY_WHAT_IS_USED) return undefined;
      const { resolveDir, importer, kind } = from;
      const resolved = await plugin.resolve(path, { resolveDir, importer, kind, pluginData: ONLY_WHAT_IS_USED });
      return resolved.path.includes('node_modules') ? resolved : { ...resolved, sideEffects: false };
    });
    // What is left of the libraries' imports in files that are used, for types mostly.
    plugin.onResolve({ filter: /^(@nestjs|typeorm|class-)/ }, ({ path }) => ({
      path,
      external: true,
      sideEffects: false,
    }));
  },
};

const COMMON = {
  outdir: 'dist/bundle',
  bundle: true,
  platform: 'node',
  target: 'node20',
  external: EXTERNAL,
  plugins: LIBRARIES_ONCE,
  // Names stay: errors are logged by theirs.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'warning',
};

// Chunks are named by their content; those of earlier builds would stay for ever.
rmSync('dist/bundle', { recursive: true, force: true });

await build({
  ...COMMON,
  entryPoints: {
    main: 'dist/start/server.js',
    cli: 'dist/start/command.js',
    'scrub-worker': 'dist/database/sqlite/erasing/scrub-worker.js',
    'snapshot-worker': 'dist/database/sqlite/snapshots/snapshot-worker.js',
  },
  splitting: true,
  format: 'esm',
  banner: { js: COMMONJS_NAMES },
});

// Threads load little and start fast: no splitting, which would have them load what others need.
await build({
  ...COMMON,
  entryPoints: {
    'migration-worker': 'dist/database/sqlite/threads/migration-worker.js',
    'backup-worker': 'dist/database/sqlite/backups/backup-worker.js',
    'archive-worker': 'dist/fleet/backups/archive/archive-worker.js',
    'reading-worker': 'dist/database/sqlite/reading/reading-worker.js',
  },
  format: 'esm',
  banner: { js: COMMONJS_NAMES },
  plugins: [ONLY_WHAT_IS_USED],
});

// One script each, as V8 keeps compiled code for scripts only; scripts/code-cache.mjs and src/start/kept-program.ts run them.
await build({
  ...COMMON,
  entryPoints: { server: 'dist/main.js', commands: 'dist/cli/main.js' },
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  define: { 'import.meta.url': '__fileUrl' },
  supported: { 'dynamic-import': false },
  banner: {
    js: "(function (exports, require, module, __filename, __dirname) { const __fileUrl = require('node:url').pathToFileURL(__filename).href;",
  },
  footer: { js: '})' },
});
