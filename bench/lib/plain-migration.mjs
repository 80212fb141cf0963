/** What the fleet's migrations are compared with: the same statements by plain better-sqlite3, no lock, check or copy. */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';

const HERE = fileURLToPath(import.meta.url);

/** Migrates all files in worker threads. @returns milliseconds, from starting the threads to the last one's end. */
export async function migratePlainly(files, migration, threads) {
  const startedMs = performance.now();
  const shares = Array.from({ length: threads }, (_, thread) =>
    files.filter((_file, index) => index % threads === thread),
  );
  const workers = shares.map((share) => new Worker(HERE, { workerData: { files: share, migration } }));
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  return performance.now() - startedMs;
}

/** Opens all files in a process of its own and reads one pragma of each. @returns milliseconds, without the start. */
export async function lookAtAll(files) {
  const { stdout } = await promisify(execFile)(process.execPath, [HERE, ...files], { maxBuffer: 1e8 });
  return Number(stdout);
}

function migrate(file, { name, up }) {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec('BEGIN IMMEDIATE');
  for (const sql of up) database.exec(sql);
  database
    .prepare('INSERT INTO schema_migration (name, checksum, applied_at, duration_ms) VALUES (?, ?, ?, 0)')
    .run(name, 'plain', new Date().toISOString());
  database.exec('COMMIT');
  database.close();
}

if (!isMainThread && parentPort !== null && workerData?.files) {
  for (const file of workerData.files) migrate(file, workerData.migration);
} else if (process.argv[1] === HERE) {
  const startedMs = performance.now();
  for (const file of process.argv.slice(2)) {
    const database = new Database(file);
    database.pragma('user_version', { simple: true });
    database.close();
  }
  process.stdout.write(String(performance.now() - startedMs));
}
