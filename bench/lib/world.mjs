import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { bodyOf } from './doctors.mjs';
import { inRepository } from './paths.mjs';
import { Server } from './server.mjs';

/** Where SQLite keeps `user_version`, which names the company that a file belongs to (sqlite.org/fileformat.html). */
const USER_VERSION_OFFSET = 60;
const REGISTRATIONS_AT_ONCE = 10;
const LOOK_MS = 100;

/**
 * What every measured application runs with; the rest is as it is by default. No daily backups: new companies are all due
 * after a minute, and their copies would be made in the middle of one sample or the other.
 */
export const APP_ENVIRONMENT = { RATE_LIMIT: 'off', ACCESS_TOKEN_TTL: '24h', BACKUP_INTERVAL: 'off' };

/**
 * Companies with doctors, made by the application itself, in a folder of their own: the data that is measured on.
 * `companies` are in the order of their numbers; each has its file and its owner's token.
 */
export class World {
  constructor(folder, companies, doctors, made) {
    this.made = made;
    this.folder = folder;
    this.companies = companies;
    this.doctors = doctors;
  }

  static async create(count, doctors) {
    const made = await mkdtemp(join(tmpdir(), 'medadmin-bench-'));
    const start = () =>
      Server.start(inRepository('bench/servers/app-without-hash.mjs'), {
        folder: made,
        environment: { ...APP_ENVIRONMENT, DATA_DIR: made },
        path: '/health/live',
      });
    const app = await start();
    const companies = await registerMany(app.url, { from: 1, count, atOnce: REGISTRATIONS_AT_ONCE });
    await app.stop();
    // Whoever comes next takes into the logs what its end left, and has all companies open then.
    const heir = await start();
    while ((await readdir(join(made, 'audit_journal')).catch(() => [])).length > 0) await sleep(LOOK_MS);
    await heir.stop();
    // Its files came and went, see `runAll`: what is measured is in another folder, where the file system has forgotten none.
    const folder = await mkdtemp(join(tmpdir(), 'medadmin-bench-'));
    const dataDir = join(folder, 'app');
    await cp(made, dataDir, { recursive: true });
    await fill(dataDir, companies, doctors);
    return new World(folder, companies, doctors, made);
  }

  get dataDir() {
    return join(this.folder, 'app');
  }

  tokens(count = this.companies.length) {
    return this.companies.slice(0, count).map((company) => company.token);
  }

  /** Path of a company's database file. */
  fileOf(company) {
    return fileOf(this.dataDir, company);
  }

  /** A single database like a company's, under a name of its own. */
  async copyFile(name) {
    const path = join(this.folder, name);
    await cp(this.fileOf(this.companies[0]), path);
    return path;
  }

  /** The master database alone, for the application without tenancy: the same users, whose tokens are good there too. */
  async copyMaster(name) {
    const folder = join(this.folder, name);
    const files = (await readdir(this.dataDir)).filter(
      (file) => file.startsWith('db.sqlite3') || file === '.jwt-secret',
    );
    for (const file of files) await cp(join(this.dataDir, file), join(folder, file));
    return folder;
  }

  async remove() {
    for (const folder of [this.folder, this.made]) await rm(folder, { recursive: true, force: true });
  }
}

/** Puts doctors into an open database. */
export function insertDoctors(database, count) {
  const insert = database.prepare(
    'INSERT INTO doctors_doctor (first_name, last_name, email, phone, specialty, license_number, created_at, updated_at) ' +
      'VALUES (@firstName, @lastName, @email, @phone, @specialty, @licenseNumber, @now, @now)',
  );
  const now = '2026-11-24 08:00:00.000';
  database.transaction(() => {
    for (let number = 1; number <= count; number += 1) insert.run({ ...bodyOf(`S${number}`), now });
  })();
}

/**
 * Takes a database back to its first `count` doctors. Its write-ahead log is begun anew but not made shorter: a log that
 * grows costs more than one that is written over, and in the long run all are written over. The deletion comes behind that:
 * who writes first into a log begun anew waits for a flush of its head, once in a thousand pages as a rule, and here fifty
 * companies would do so in every sample.
 */
export function removeLaterDoctors(path, count) {
  const database = new Database(path, { timeout: 5000 });
  database.pragma('wal_checkpoint(RESTART)');
  database.prepare('DELETE FROM doctors_doctor WHERE id > ?').run(count);
  database.close();
}

/** Path of a company's database file in a data folder. */
export function fileOf(dataDir, company) {
  return join(dataDir, 'tenant_databases', `tenant_${company.slug.replaceAll('-', '_')}.sqlite3`);
}

/** All companies get the same doctors: one file is filled, the others become copies of it with their own number. */
async function fill(dataDir, companies, doctors) {
  const first = fileOf(dataDir, companies[0]);
  const database = new Database(first);
  insertDoctors(database, doctors);
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
  const content = await readFile(first);
  for (const company of companies) {
    content.writeInt32BE(company.id, USER_VERSION_OFFSET);
    await writeFile(fileOf(dataDir, company), content);
  }
}

/**
 * Registers companies number `from` and on, `atOnce` at the same time.
 * @returns id, slug and token of each, by id. Throws if one was not registered.
 */
export async function registerMany(url, { from, count, atOnce }) {
  const companies = [];
  let next = from;
  const worker = async () => {
    while (next < from + count) {
      const number = next;
      next += 1;
      companies.push(await registerOne(url, number));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return companies.sort((a, b) => a.id - b.id);
}

async function registerOne(url, number) {
  const response = await fetch(`${url}/api/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(registrationOf(number)),
  });
  const answer = await response.json();
  if (response.status !== 201) throw new Error(`Registration was answered ${response.status} ${answer.code}`);
  return { id: answer.company.id, slug: answer.company.slug, token: answer.accessToken };
}

/** The body of a registration that collides with no other number's. */
function registrationOf(number) {
  return {
    companyName: `Clinic ${number}`,
    companyEmail: `clinic${number}@example.com`,
    phone: '+1 555 0100',
    firstName: 'Ada',
    lastName: 'Brown',
    username: `ada.brown.${number}`,
    email: `ada.brown.${number}@example.com`,
    password: 'correct horse battery staple',
    // Of the plans at start the one that has room for the doctors that are measured on.
    planCode: 'enterprise',
    billingCycle: 'monthly',
  };
}
