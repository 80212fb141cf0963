/**
 * Nest, TypeORM and the libraries that come with them, as one script. Jest evaluates all modules anew for every file of
 * tests; of a script, which libraries-environment.mjs runs, V8 keeps what it has compiled (docs/decisions/0071).
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { EXTERNAL, LIBRARIES_ONCE } from '../../scripts/bundling.mjs';

/** What loads many files, and is loaded by many files of tests. Whoever else imports one of them gets the same. */
export const LIBRARIES = [
  'reflect-metadata',
  'rxjs',
  'typeorm',
  'typeorm/metadata/ColumnMetadata.js',
  'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js',
  'typeorm/driver/better-sqlite3/BetterSqlite3QueryRunner.js',
  'typeorm/driver/postgres/PostgresDriver.js',
  'typeorm/driver/postgres/PostgresQueryRunner.js',
  'pg',
  'express',
  'class-transformer',
  'class-validator',
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/jwt',
  '@nestjs/platform-express',
  '@nestjs/schedule',
  '@nestjs/swagger',
  '@nestjs/typeorm',
  'nest-commander',
];

export const FOLDER = 'node_modules/.cache/medadmin-tests';
const SCRIPT = 'libraries.js';

/** Built once for what is installed. @returns names of modules and where Jest finds them, as its `moduleNameMapper` wants it. */
export async function mapLibraries() {
  const of = [
    readFileSync('package-lock.json'),
    readFileSync('scripts/bundling.mjs'),
    readFileSync(import.meta.filename),
  ];
  const hash = createHash('sha256');
  for (const text of of) hash.update(text);
  const folder = join(FOLDER, hash.digest('hex').slice(0, 16));
  if (!existsSync(folder)) await buildInto(folder);
  return Object.fromEntries(
    LIBRARIES.map((name) => [`^${name.replaceAll('.', '\\.')}$`, `<rootDir>/${folder}/${fileOf(name)}`]),
  );
}

const fileOf = (name) => `${name.replaceAll(/[/@.]/g, '_')}.cjs`;

async function buildInto(folder) {
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  const entry = LIBRARIES.map((name) => `  get '${name}'() { return require('${name}'); },`).join('\n');
  await build({
    stdin: { contents: `module.exports = {\n${entry}\n};`, resolveDir: '.', sourcefile: 'libraries.cjs' },
    outfile: join(unfinished, SCRIPT),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: EXTERNAL.filter((name) => name !== 'pg'),
    plugins: LIBRARIES_ONCE,
    define: { 'import.meta.url': '__fileUrl' },
    supported: { 'dynamic-import': false },
    banner: {
      js: "(function (exports, require, module, __filename, __dirname) { const __fileUrl = require('node:url').pathToFileURL(__filename).href;",
    },
    footer: { js: '})' },
    minifyWhitespace: true,
    // Of classes that share one, too: errors are told by it.
    keepNames: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  writeFileSync(
    join(unfinished, 'all.cjs'),
    `module.exports = globalThis.medadminScript(require, __dirname + '/${SCRIPT}');\n`,
  );
  for (const name of LIBRARIES) {
    const text = `const all = require('./all.cjs');\nmodule.exports = all['${name}'];\n`;
    writeFileSync(join(unfinished, fileOf(name)), text);
  }
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    // Another run was as quick.
    if (!existsSync(folder)) throw error;
  }
}
