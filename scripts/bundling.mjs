/** What all bundles have in common: the program's (bundle.mjs), and that of the libraries that tests load. */
import { readFileSync } from 'node:fs';

/** Loaded from node_modules: native code, files served as they are, and what libraries look for but we do not use. */
export const EXTERNAL = [
  'better-sqlite3',
  'better-sqlite3-multiple-ciphers',
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
  'mysql',
  'mysql2',
  'oracledb',
  'pg',
  'pg-copy-streams',
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

/** Classes made of parts of others look for class-validator and class-transformer where esbuild does not see it. */
const WITH_THE_SAME_VALIDATOR = {
  name: 'with-the-same-validator',
  setup(plugin) {
    plugin.onLoad({ filter: /@nestjs\/mapped-types\/dist\/type-helpers\.utils\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace('const require = createRequire(import.meta.url);', ''),
    }));
  },
};

/** Libraries are once in a bundle, and are not looked for outside of it. */
export const LIBRARIES_ONCE = [WITHOUT_SECOND_TYPEORM, WITHOUT_NUMBERING_PLANS, WITH_THE_SAME_VALIDATOR];

/** CommonJS libraries in an ES module still call these. */
export const COMMONJS_NAMES = `
import { createRequire as makeRequire } from 'node:module';
import { dirname as dirnameOf } from 'node:path';
import { fileURLToPath as pathOf } from 'node:url';
const require = makeRequire(import.meta.url);
const __filename = pathOf(import.meta.url);
const __dirname = dirnameOf(__filename);
`;
