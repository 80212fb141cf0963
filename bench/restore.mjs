/**
 * Backs up a company of the size given, in MB (200), and restores it: how long the event loop stood still while it was
 * backed up, and how long the restore took compared with copying and checking the database file.
 * `npm run bench:restore -- 1000`
 */
import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';

const IDLE_MS = 10_000;

const megabytes = Number(process.argv[2] ?? 200);
const folder = mkdtempSync(join(tmpdir(), 'medadmin-restore-'));
const cli = fileURLToPath(new URL('../dist/bundle/cli.js', import.meta.url));
const file = join(folder, 'tenant_databases/tenant_city_hospital.sqlite3');
Object.assign(process.env, { DATA_DIR: folder, BACKUP_DIR: 'backups/' });
const seconds = (startedMs) => (performance.now() - startedMs) / 1000;

try {
  execFileSync(process.execPath, [cli, 'seed'], { stdio: 'ignore' });
  fill();
  const { openApplication } = await import('../dist/cli/application-context.js');
  const { TenantBackups, TenantRestore } = await import('../dist/fleet/index.js');
  const { TenantDirectory } = await import('../dist/tenancy/index.js');
  const application = await openApplication();
  const get = (service) => application.get(service, { strict: false });
  const tenant = await get(TenantDirectory).bySlug('city-hospital');

  // What the machine itself does to a process that has nothing to do: the gap below means nothing if this is large.
  const idle = monitorEventLoopDelay({ resolution: 1 });
  idle.enable();
  await sleep(IDLE_MS);
  idle.disable();

  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  let startedMs = performance.now();
  const backup = await get(TenantBackups).create(tenant, 'command');
  const backupSeconds = seconds(startedMs);
  delay.disable();

  startedMs = performance.now();
  copyFileSync(file, join(folder, 'copy'));
  const copy = new Database(join(folder, 'copy'));
  copy.pragma('integrity_check');
  copy.close();
  const copySeconds = seconds(startedMs);
  rmSync(join(folder, 'copy'));

  startedMs = performance.now();
  await get(TenantRestore).restore(tenant, get(TenantBackups).pathOf(backup), 'command');
  const restoreSeconds = seconds(startedMs);
  await application.close();

  console.log(
    `Database ${(statSync(file).size / 1e6).toFixed(0)} MB, backup ${(backup.sizeBytes / 1e6).toFixed(0)} MB`,
  );
  console.log(
    `Backing up and proving ${backupSeconds.toFixed(1)} s, longest gap of the event loop ${(delay.max / 1e6).toFixed(1)} ms`,
  );
  console.log(`Longest gap of an idle process ${(idle.max / 1e6).toFixed(1)} ms`);
  console.log(`Copying and checking the file ${copySeconds.toFixed(1)} s`);
  console.log(
    `Restoring, with a backup of what was there, ${restoreSeconds.toFixed(1)} s: ${(restoreSeconds / copySeconds).toFixed(2)} times`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function fill() {
  const database = new Database(file, { fileMustExist: true });
  database.pragma('synchronous = OFF');
  const insert = database.prepare(
    `WITH RECURSIVE some(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM some WHERE n < 5000)
     INSERT INTO patients_patient (first_name, last_name, email, phone, notes, created_at, updated_at)
     SELECT 'Rosa', 'Name ' || abs(random() % 100000), 'p' || n || '@example.com', '+1 555 0102',
       'Seen again after ' || n || ' days, ' || hex(randomblob(60)) || ' and feels much better than before.',
       '2026-11-24 08:00:00.000', '2026-11-24 08:00:00.000' FROM some`,
  );
  while (database.pragma('page_count', { simple: true }) * 4096 < megabytes * 1e6) insert.run();
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
}
