/**
 * Puts the compiled program and the libraries it needs at start into a few files, dist/bundle/. Loading TypeORM, Nest and
 * the rest from some two thousand files takes most of the time of a start (docs/performance.md).
 */
import { rmSync } from 'node:fs';
import { build } from 'esbuild';

/** Loaded from node_modules: native code, files served as they are, and what libraries look for but we do not use. */
const EXTERNAL = [
  'better-sqlite3',
  // For those who are watched, or traced.
  '@opentelemetry/*',
  'prom-client',
  '@node-rs/argon2',
  // Loaded when somebody sets a password or uses a second factor.
  '@zxcvbn-ts/language-common',
  'otplib',
  'uqr',
  'nodemailer',
  'pino',
  'swagger-ui-dist',
  '@nestjs/microservices',
  '@nestjs/microservices/*',
  '@nestjs/websockets',
  '@nestjs/websockets/*',
  '@nestjs/mongoose',
  '@nestjs/sequelize',
  '@fastify/static',
  '@google-cloud/spanner',
  '@sap/*',
  'app-root-path',
  'class-transformer/storage',
  'dotenv',
  'expo-sqlite',
  'file-type',
  'hdb-pool',
  'ioredis',
  'mongodb',
  'mssql',
  'multer',
  'mysql',
  'mysql2',
  'oracledb',
  'pg',
  'pg-native',
  'pg-query-stream',
  // For developers.
  'pluralize',
  // It starts its threads from files of its own.
  'piscina',
  'prettier',
  'react-native-sqlite-storage',
  'redis',
  'sql.js',
  'sqlite3',
  'stripe',
  'ts-node',
  'typescript',
  'typeorm-aurora-data-api-driver',
];

/** CommonJS libraries in an ES module still call these. */
const COMMONJS_NAMES = `
import { createRequire as makeRequire } from 'node:module';
import { dirname as dirnameOf } from 'node:path';
import { fileURLToPath as pathOf } from 'node:url';
const require = makeRequire(import.meta.url);
const __filename = pathOf(import.meta.url);
const __dirname = dirnameOf(__filename);
`;

/** @nestjs/typeorm loads TypeORM a second time, from node_modules, to look for two classes that TypeORM 1 has not. */
const WITHOUT_SECOND_TYPEORM = {
  name: 'without-second-typeorm',
  setup(plugin) {
    plugin.onLoad({ filter: /@nestjs\/typeorm\/dist\/common\/typeorm-compat\.js$/ }, () => ({
      contents: 'export const Connection = undefined; export const AbstractRepository = undefined;',
    }));
  },
};

/** class-validator's @IsPhoneNumber, which nothing here uses, brings the numbering plans of all countries. */
const WITHOUT_NUMBERING_PLANS = {
  name: 'without-numbering-plans',
  setup(plugin) {
    plugin.onLoad({ filter: /libphonenumber-js\/(max|min|core|mobile)?\/?[^/]*$/ }, () => ({
      contents: 'module.exports = () => { throw new Error("@IsPhoneNumber is not part of this bundle"); };',
    }));
  },
};

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
  plugins: [WITHOUT_SECOND_TYPEORM, WITHOUT_NUMBERING_PLANS],
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
    main: 'dist/start.js',
    cli: 'dist/cli/main.js',
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

// One script, as V8 keeps compiled code for scripts only; scripts/code-cache.mjs and src/start.ts run it.
await build({
  ...COMMON,
  entryPoints: { server: 'dist/main.js' },
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  define: { 'import.meta.url': '__fileUrl' },
  supported: { 'dynamic-import': false },
  banner: {
    js: "(function (exports, require, module, __filename, __dirname) { const __fileUrl = require('node:url').pathToFileURL(__filename).href;",
  },
  footer: { js: '})' },
});
