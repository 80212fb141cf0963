/** Takes the lock of company 1 in the master database of the folder given, tells so, and keeps it until it is killed. */
import 'reflect-metadata';
import { writeSync } from 'node:fs';
import { MASTER_SCHEMAS } from '../../dist/app.module.js';
import { SqliteEngine } from '../../dist/database/index.js';
import { TenantLocks } from '../../dist/fleet/index.js';

const [folder, operation] = process.argv.slice(2);
const entities = MASTER_SCHEMAS.flatMap((schema) => schema.entities);
const master = await new SqliteEngine(folder).dataSource('master', { entities }).initialize();
const lock = await new TenantLocks(master, { now: () => new Date() }, { tell: async () => undefined }).acquire(
  1,
  operation,
);
writeSync(1, `${JSON.stringify({ taken: lock !== null })}\n`);
setInterval(() => undefined, 1000);
