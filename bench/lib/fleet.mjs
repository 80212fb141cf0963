import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { inRepository } from './paths.mjs';

/** Where SQLite keeps `user_version`, which names the company that a file belongs to (sqlite.org/fileformat.html). */
const USER_VERSION_OFFSET = 60;
const PROGRAM = inRepository('test/support/more-migrations.mjs');
const SEEDED = ['city-hospital', 'county-clinic'];
const POLL_MS = 50;
const PATIENTS = 100;

/** Companies in numbers: files copied from one with a hundred patients, and a row each in the master database. */
export class Fleet {
  #folder;
  #content;
  #slugs;

  static async create(companies) {
    const fleet = new Fleet();
    fleet.#folder = await mkdtemp(join(tmpdir(), 'medadmin-bench-fleet-'));
    execFileSync(process.execPath, [inRepository('dist/bundle/cli.js'), 'seed'], {
      ...fleet.#options(),
      stdio: 'ignore',
    });
    fleet.#slugs = Array.from(
      { length: companies },
      (_, index) => SEEDED[index] ?? `clinic-${String(index + 1).padStart(6, '0')}`,
    );
    fleet.#addRows(companies);
    fleet.#addPatients();
    fleet.#content = await readFile(fleet.files[0]);
    await cp(fleet.#master, `${fleet.#master}.seeded`);
    await fleet.renew();
    // As in any fleet that was migrated before, the ledger knows every company.
    await fleet.migrate([], []);
    await cp(fleet.#master, `${fleet.#master}.seeded`);
    await fleet.renew();
    return fleet;
  }

  get files() {
    return this.#slugs.map((slug) =>
      join(this.#folder, 'tenant_databases', `tenant_${slug.replaceAll('-', '_')}.sqlite3`),
    );
  }

  /** Makes all files what they were at first; overwritten, so that the disk has nothing to find room for. */
  async renew() {
    for (const suffix of ['-wal', '-shm']) await rm(this.#master + suffix, { force: true });
    await cp(`${this.#master}.seeded`, this.#master);
    for (const [index, file] of this.files.entries()) {
      for (const suffix of ['-wal', '-shm', '-snapshot']) await rm(file + suffix, { force: true });
      this.#content.writeInt32BE(index + 1, USER_VERSION_OFFSET);
      await writeFile(file, this.#content);
    }
    execFileSync('sync');
  }

  /** Runs migrate-tenants of a program with more migrations. @param descriptors most that it may open. */
  async migrate(migrations, args, descriptors) {
    const startedMs = performance.now();
    const limit = descriptors === undefined ? '' : `ulimit -n ${descriptors}; `;
    const command = `${limit}exec "$0" "$@"`;
    const child = spawn('bash', ['-c', command, process.execPath, PROGRAM, 'migrate-tenants', '--json', ...args], {
      ...this.#options(),
      env: { ...this.#options().env, MORE_MIGRATIONS: JSON.stringify(migrations) },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    const peak = { mebibytes: 0, descriptors: 0 };
    const poll = setInterval(() => look(child.pid, peak), POLL_MS);
    await once(child, 'close');
    clearInterval(poll);
    return { report: JSON.parse(output), tookMs: performance.now() - startedMs, ...peak };
  }

  remove() {
    return rm(this.#folder, { recursive: true, force: true });
  }

  get #master() {
    return join(this.#folder, 'db.sqlite3');
  }

  #options() {
    return { cwd: this.#folder, env: { PATH: process.env.PATH, DATA_DIR: this.#folder } };
  }

  #addRows(companies) {
    const database = new Database(this.#master);
    database
      .prepare(
        `WITH RECURSIVE some(n) AS (SELECT 3 UNION ALL SELECT n + 1 FROM some WHERE n < ?)
         INSERT INTO master_company (id, name, name_key, slug, database_name, email, phone, status, created_at, time_zone)
         SELECT n, 'Clinic ' || n, 'clinic ' || n, printf('clinic-%06d', n), printf('tenant_clinic_%06d', n),
           company.email, company.phone, company.status, company.created_at, company.time_zone
         FROM some, master_company AS company WHERE company.id = 1`,
      )
      .run(companies);
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.close();
  }

  #addPatients() {
    const database = new Database(this.files[0]);
    database
      .prepare(
        `WITH RECURSIVE some(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM some WHERE n < ?)
         INSERT INTO patients_patient (first_name, last_name, notes, created_at, updated_at)
         SELECT 'First ' || n, 'Last ' || n, 'Some notes', '2026-11-24 08:00:00.000', '2026-11-24 08:00:00.000' FROM some`,
      )
      .run(PATIENTS);
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.close();
  }
}

function look(pid, peak) {
  try {
    const [, kibibytes = 0] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    peak.mebibytes = Math.max(peak.mebibytes, kibibytes / 1024);
    peak.descriptors = Math.max(peak.descriptors, readdirSync(`/proc/${pid}/fd`).length);
  } catch {
    // It has just ended.
  }
}
