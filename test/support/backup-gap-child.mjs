/**
 * Backs a company of the data folder up, and tells what the event loop did meanwhile; then the same work in this thread. For
 * each: how often the loop came round, and which share of the whole time it stood still at a stretch.
 * Arguments: slug.
 */
import 'reflect-metadata';
import { join } from 'node:path';
import { openApplication } from '../../dist/cli/application-context.js';
import { backUpFile } from '../../dist/database/sqlite/backups/back-up-file.js';
import { examineFile } from '../../dist/database/sqlite/backups/file-content.js';
import { TenantBackups } from '../../dist/fleet/index.js';
import { TenantDirectory } from '../../dist/tenancy/index.js';

const { DATA_DIR } = process.env;
const [slug] = process.argv.slice(2);

/** @returns rounds of the event loop while `work` was done, and the longest of them as a share of all the time. */
async function watched(work) {
  const startedMs = performance.now();
  let [rounds, longestMs, lastMs, isDone] = [0, 0, startedMs, false];
  const round = () => {
    const nowMs = performance.now();
    longestMs = Math.max(longestMs, nowMs - lastMs);
    lastMs = nowMs;
    rounds += 1;
    if (!isDone) setTimeout(round, 1);
  };
  setTimeout(round, 1);
  await work();
  isDone = true;
  round();
  return { rounds, longestShare: longestMs / (performance.now() - startedMs) };
}

const application = await openApplication();
const get = (service) => application.get(service, { strict: false });
const tenant = await get(TenantDirectory).bySlug(slug);
const location = {
  name: tenant.database,
  path: join(DATA_DIR, 'tenant_databases', `${tenant.database}.sqlite3`),
  stamp: tenant.companyId,
};
const target = join(DATA_DIR, 'copy');
const inThreads = await watched(() => get(TenantBackups).create(tenant, 'command'));
const inThisThread = await watched(async () => {
  await backUpFile({ location, target, isQuiet: false });
  examineFile({ ...location, path: target });
});
await application.close();
process.stdout.write(JSON.stringify({ inThreads, inThisThread }));
