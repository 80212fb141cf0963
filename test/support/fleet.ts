import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { CommandLine, CommandOptions, CommandResult } from './command-line.js';
import { programFile } from './programs.js';

/** Place of the owner's number in a SQLite file's header. */
const USER_VERSION_OFFSET = 60;
const TEMPLATE = 'tenant_databases/tenant_city_hospital.sqlite3';

/** A migration that only the program of the test knows. */
export interface AddedMigration {
  readonly name: string;
  readonly up: readonly string[];
  readonly down: readonly string[];
}

export const BLOOD_GROUP: AddedMigration = {
  name: '20991201000000-blood-group',
  up: [
    'ALTER TABLE patients_patient ADD COLUMN blood_group varchar(3)',
    'CREATE INDEX patients_patient_blood_group ON patients_patient (blood_group)',
  ],
  down: ['DROP INDEX patients_patient_blood_group', 'ALTER TABLE patients_patient DROP COLUMN blood_group'],
};

const COLUMNS = `first_name varchar(80) NOT NULL, last_name varchar(80) NOT NULL, email varchar(254), phone varchar(30),
  date_of_birth date, gender varchar(20), address varchar(500), notes text, created_at datetime NOT NULL,
  updated_at datetime NOT NULL`;

const rebuild = (lastName: string): string[] => [
  `CREATE TABLE patients_new (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, ${COLUMNS.replace('last_name varchar(80)', lastName)})`,
  `INSERT INTO patients_new SELECT id, first_name, last_name, email, phone, date_of_birth, gender, address,
    coalesce(notes, '') || '+', created_at, updated_at FROM patients_patient`,
  'DROP TABLE patients_patient',
  'ALTER TABLE patients_new RENAME TO patients_patient',
  'CREATE INDEX patients_patient_last_name ON patients_patient (last_name)',
];

/** Makes the table anew that appointments refer to, leaves a trace each time it runs, and refuses an empty last name. */
export const REBUILD_PATIENTS: AddedMigration = {
  name: '20991202000000-rebuild-patients',
  up: rebuild(`last_name varchar(160) CHECK (last_name <> '')`),
  down: rebuild('last_name varchar(80)'),
};

/** Companies in numbers: files copied from one with rows, and a row each in the master database. */
export class Fleet {
  /** All slugs, in order of company number; the two demo companies come first. */
  readonly slugs: readonly string[];

  /** @param commandLine with the demo companies in its folder. */
  constructor(
    readonly commandLine: CommandLine,
    readonly size: number,
  ) {
    const added = Array.from({ length: size - 2 }, (_, index) => `clinic-${String(index + 3).padStart(5, '0')}`);
    this.slugs = ['city-hospital', 'county-clinic', ...added];
    this.makeRows();
    this.makeAppointments();
    this.makeFiles();
  }

  file(slug: string): string {
    return this.commandLine.path('tenant_databases', `tenant_${slug.replaceAll('-', '_')}.sqlite3`);
  }

  /** Runs a command of a program with more migrations. */
  run(
    args: readonly string[],
    migrations: readonly AddedMigration[],
    options: CommandOptions = {},
  ): Promise<CommandResult> {
    const env = { ...options.env, MORE_MIGRATIONS: JSON.stringify(migrations) };
    return this.commandLine.start(process.execPath, [programFile('more-migrations.mjs'), ...args], { ...options, env });
  }

  /** The same, not waited for. */
  spawn(
    args: readonly string[],
    migrations: readonly AddedMigration[],
    env: Record<string, string> = {},
  ): ChildProcess {
    const { PATH = '' } = process.env;
    return spawn(process.execPath, [programFile('more-migrations.mjs'), ...args], {
      cwd: this.commandLine.folder,
      env: { PATH, DATA_DIR: this.commandLine.folder, MORE_MIGRATIONS: JSON.stringify(migrations), ...env },
    });
  }

  /** Rows that a statement gives in a company's database. */
  rows<Row>(slug: string, sql: string): Row[] {
    return this.withFile(slug, (database) => database.prepare<[], Row>(sql).all());
  }

  /** Works on a company's database by a handle that knows nothing of ours. */
  withFile<T>(slug: string, work: (database: Database.Database) => T): T {
    const database = new Database(this.file(slug), { fileMustExist: true });
    try {
      return work(database);
    } finally {
      database.close();
    }
  }

  /** Rows of the ledger and the like. */
  master<Row>(sql: string): Row[] {
    return this.commandLine.rows('db.sqlite3', sql) as Row[];
  }

  /** Slugs of those to whose database the migration was applied. */
  haveApplied({ name }: AddedMigration): string[] {
    const sql = `SELECT count(*) AS n FROM schema_migration WHERE name = '${name}'`;
    return this.slugs.filter((slug) => this.rows<{ n: number }>(slug, sql)[0]?.n === 1);
  }

  /** What migrations that were killed may leave beside the databases. */
  leftovers(): string[] {
    const folder = this.commandLine.path('tenant_databases');
    return readdirSync(folder).filter((name) => /snapshot|-journal$/.test(name));
  }

  hash(slug: string): string {
    return createHash('sha256')
      .update(readFileSync(this.file(slug)))
      .digest('hex');
  }

  private makeRows(): void {
    const master = new Database(this.commandLine.path('db.sqlite3'));
    master.exec(
      `WITH RECURSIVE some(n) AS (SELECT 3 UNION ALL SELECT n + 1 FROM some WHERE n < ${this.size})
       INSERT INTO master_company (id, name, name_key, slug, database_name, email, phone, status, created_at, time_zone)
       SELECT n, 'Clinic ' || n, 'clinic ' || n, printf('clinic-%05d', n), printf('tenant_clinic_%05d', n),
         company.email, company.phone, company.status, company.created_at, company.time_zone
       FROM some, master_company AS company WHERE company.id = 1`,
    );
    master.close();
  }

  /** In the file that the others are copied from. */
  private makeAppointments(): void {
    const template = new Database(this.commandLine.path(TEMPLATE));
    template.exec(
      `DELETE FROM appointments_appointment;
       WITH RECURSIVE hour(h) AS (SELECT 8 UNION ALL SELECT h + 1 FROM hour WHERE h < 17)
       INSERT INTO appointments_appointment (doctor_id, patient_id, starts_at, ends_at, status, created_at, updated_at)
       SELECT (SELECT min(id) FROM doctors_doctor), (SELECT min(id) FROM patients_patient),
         printf('2026-12-01 %02d:00:00.000', h), printf('2026-12-01 %02d:30:00.000', h), 'scheduled',
         '2026-11-24 08:00:00.000', '2026-11-24 08:00:00.000' FROM hour`,
    );
    template.pragma('wal_checkpoint(TRUNCATE)');
    template.close();
  }

  private makeFiles(): void {
    const content = readFileSync(this.commandLine.path(TEMPLATE));
    for (const [index, slug] of this.slugs.entries()) {
      content.writeInt32BE(index + 1, USER_VERSION_OFFSET);
      writeFileSync(this.file(slug), content, { mode: 0o600 });
    }
  }
}
