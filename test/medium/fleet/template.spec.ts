/** @engine sqlite: looks into the template file. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SqliteEngine } from '../../../src/database/index.js';
import type { DatabaseName } from '../../../src/database/index.js';
import { newRegistration } from '../../support/api-client.js';
import { startApp } from '../../support/start-app.js';
import type { RunningApp } from '../../support/start-app.js';
import { openFile } from '../../support/test-engine.js';

const CANARY = 'canary-in-the-template';

describe('The template of new databases', () => {
  let dataDir: string;
  const running: RunningApp[] = [];
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'medadmin-template-'));
  });
  afterEach(async () => {
    for (const { app } of running.splice(0)) await app.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const work = (...names: string[]): string => join(dataDir, 'tenant_databases', '.work', ...names);
  const templates = (): string[] => readdirSync(work()).filter((name) => /^template_.*\.sqlite3$/.test(name));
  const start = async (): Promise<RunningApp> => {
    const app = await startApp({ DATA_DIR: dataDir });
    running.push(app);
    return app;
  };
  const signUp = async ({ api }: RunningApp, companyName: string): Promise<string> => {
    const slug = companyName.toLowerCase().replaceAll(' ', '_');
    const registration = { ...newRegistration(), companyName, username: slug, email: `${slug}@example.com` };
    expect((await api.post('/api/auth/register', registration)).status).toBe(201);
    return join(dataDir, 'tenant_databases', `tenant_${slug}.sqlite3`);
  };
  const withDatabase = (path: string, ...statements: string[]): void => {
    const database = openFile(path);
    for (const sql of statements) database.exec(sql);
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.close();
  };
  const schemaOf = (path: string): unknown[] => {
    const database = openFile(path, { readonly: true });
    try {
      return database.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all();
    } finally {
      database.close();
    }
  };
  /** Signs a company up, so that there is a template, and ends the program. */
  const firstRun = async (): Promise<{ template: string; schema: unknown[] }> => {
    const file = await signUp(await start(), 'First Clinic');
    for (const { app } of running.splice(0)) await app.close();
    const [template = ''] = templates();
    return { template: work(template), schema: schemaOf(file) };
  };

  const TAMPERINGS: readonly (readonly [string, (template: string) => void])[] = [
    [
      'has a row too many',
      (template) => {
        withDatabase(
          template,
          `INSERT INTO patients_patient (first_name, last_name, created_at, updated_at)
           VALUES ('${CANARY}', 'x', '2026-11-24 08:00:00.000', '2026-11-24 08:00:00.000')`,
        );
      },
    ],
    [
      'has a trigger',
      (template) => {
        withDatabase(
          template,
          `CREATE TRIGGER ${CANARY.replaceAll('-', '_')} AFTER INSERT ON patients_patient BEGIN DELETE FROM doctors_doctor; END`,
        );
      },
    ],
    ['has a view', (template) => withDatabase(template, `CREATE VIEW canary AS SELECT '${CANARY}'`)],
    ['lacks an index', (template) => withDatabase(template, 'DROP INDEX patients_patient_last_name')],
    ['has another history', (template) => withDatabase(template, `UPDATE schema_migration SET checksum = '${CANARY}'`)],
    ["carries a company's number", (template) => withDatabase(template, 'PRAGMA user_version = 1')],
    ['is cut off', (template) => truncateSync(template, 10_000)],
    ['is damaged inside', (template) => writeFileSync(template, damaged(readFileSync(template)))],
    ['is empty', (template) => truncateSync(template, 0)],
    ['is missing', (template) => rmSync(template)],
  ];

  it.each(TAMPERINGS)('is made anew when it %s, and never given to a company', async (_what, tamper) => {
    const { template, schema } = await firstRun();
    tamper(template);
    const file = await signUp(await start(), 'Second Clinic');
    expect(readFileSync(file).includes(CANARY)).toBe(false);
    expect(schemaOf(file)).toEqual(schema);
    expect(schemaOf(template)).toEqual(schema);
    expect(templates()).toHaveLength(1);
  });

  it('would hand a row too many on to everybody if only its name were looked at', async () => {
    const { template } = await firstRun();
    TAMPERINGS[0]![1](template);
    const name = /(template_\w+)\.sqlite3$/.exec(template)![1] as DatabaseName;
    await new SqliteEngine(dataDir).copy(name, 'tenant_third_clinic', 3);
    const copy = join(dataDir, 'tenant_databases', 'tenant_third_clinic.sqlite3');
    expect(readFileSync(copy).includes(CANARY)).toBe(true);
  });

  it('is made once by programs that start at the same time', async () => {
    const both = [await start(), await start()];
    const files = await Promise.all(
      ['One Clinic', 'Two Clinic', 'Three Clinic', 'Four Clinic'].map((name, index) => signUp(both[index % 2]!, name)),
    );
    expect(new Set(files.map((file) => JSON.stringify(schemaOf(file)))).size).toBe(1);
    expect(templates()).toHaveLength(1);
  });

  it('makes those of earlier versions go, a day after they were made', async () => {
    const { template } = await firstRun();
    const [old, recent] = [work('template_0000000000000001.sqlite3'), work('template_0000000000000002.sqlite3')];
    for (const path of [old, recent]) writeFileSync(path, readFileSync(template));
    const twoDaysAgo = new Date(Date.now() - 2 * 24 * 3_600_000);
    utimesSync(old, twoDaysAgo, twoDaysAgo);
    rmSync(template);
    await signUp(await start(), 'Second Clinic');
    expect(templates().sort()).toEqual(['template_0000000000000002.sqlite3', template.split('/').at(-1)]);
  });
});

/** With a page in the middle of it overwritten. */
function damaged(content: Buffer): Buffer {
  return Buffer.concat([content.subarray(0, 8192), Buffer.alloc(4096, 0xa5), content.subarray(12_288)]);
}
