/** @engine sqlite: only there has the program backups of its own. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { DatabaseEngine } from '../../../src/database/index.js';
import { BackupRefusedError, MASTER_SUBJECT, TenantBackups, TenantRestore } from '../../../src/fleet/index.js';
import { BackupSecrets } from '../../../src/fleet/backups/backup-secrets.js';
import { TenantDirectory } from '../../../src/tenancy/index.js';
import type { Tenant } from '../../../src/tenancy/index.js';
import { registerCompany } from '../../support/api-client.js';
import { startApp } from '../../support/start-app.js';
import type { RunningApp } from '../../support/start-app.js';
import { withKey, withoutKey } from '../../support/tampered-backups.js';
import type { GivenBackups, TamperedBackup } from '../../support/tampered-backups.js';

const KEY = Buffer.alloc(32, 7).toString('base64');

describe.each([
  ['encrypted', { TENANT_ENCRYPTION_KEY: KEY }],
  ['not encrypted', {}],
])('A backup that was tampered with, %s', (_kind, environment) => {
  let running: RunningApp;
  let tenant: Tenant;
  let given: GivenBackups;

  beforeAll(async () => {
    running = await startApp(environment);
    const directory = running.app.get(TenantDirectory);
    const tenants = [];
    for (let company = 0; company < 2; company += 1) {
      const { signedIn } = await registerCompany(running.api);
      tenants.push((await directory.find(signedIn.company.id))!);
    }
    tenant = tenants[0]!;
    fillWithNoise(fileOf(tenant));
    const older = await backUp(tenant);
    fillWithNoise(fileOf(tenant));
    given = {
      ...{ older, own: await backUp(tenant), ofAnother: await backUp(tenants[1]!), ofMaster: await backUp(null) },
      ...{ database: readFileSync(fileOf(tenant)), secrets: running.app.get(BackupSecrets).get() },
    };
  }, 60_000);

  afterAll(() => running.stop());

  const fileOf = ({ database }: Tenant): string => join(running.dataDir, 'tenant_databases', `${database}.sqlite3`);

  async function backUp(of: Tenant | null): Promise<Buffer> {
    const backups = running.app.get(TenantBackups);
    return readFileSync(backups.pathOf(await backups.create(of ?? MASTER_SUBJECT, 'command')));
  }

  /** Everything below the data folder that a restore could change, but the log of operations. */
  function state(): unknown {
    const folders = ['tenant_databases', 'tenant_databases/.work', '.backup-work', `backups/${tenant.companyId}`];
    const files = folders.map((folder) => readdirSync(join(running.dataDir, folder)).sort());
    return {
      files,
      hash: createHash('sha256')
        .update(readFileSync(fileOf(tenant)))
        .digest('hex'),
    };
  }

  async function expectRefused({ what, file, reason }: TamperedBackup): Promise<void> {
    const path = join(running.dataDir, 'tampered');
    writeFileSync(path, file);
    const error: unknown = await running.app
      .get(TenantRestore)
      .restore(tenant, path, 'command')
      .catch((thrown: unknown) => thrown);
    expect([what, error instanceof BackupRefusedError ? error.reason : error]).toEqual([what, reason]);
  }

  it('is refused with the reason, and nothing is changed', async () => {
    await running.app.get(DatabaseEngine).whenUnused(tenant.database, 60_000);
    const before = state();
    const list = withoutKey(given);
    expect(list.length).toBeGreaterThanOrEqual(30);
    for (const each of list) await expectRefused(each);
    expect(state()).toEqual(before);
  }, 60_000);

  it('is refused even if it is signed as it should be, and unpacked no further than its manifest says', async () => {
    const content = join(running.dataDir, 'content');
    await running.app.get(DatabaseEngine).copies.dump(tenant.database, tenant.companyId, content);
    await running.app.get(DatabaseEngine).whenUnused(tenant.database, 60_000);
    const before = state();
    for (const each of await withKey(given, readFileSync(content))) await expectRefused(each);
    expect(state()).toEqual(before);
  }, 60_000);

  it('control: the backup itself is restored', async () => {
    const path = join(running.dataDir, 'tampered');
    writeFileSync(path, given.older);
    const { saved, notSaved, manifest } = await running.app.get(TenantRestore).restore(tenant, path, 'command');
    expect(manifest).toMatchObject({ companyId: tenant.companyId, rows: { patients_patient: 40 } });
    // What was replaced has the rows that came after it.
    expect(notSaved).toBeUndefined();
    expect(saved).toMatchObject({
      reason: 'before-restore',
      companyId: tenant.companyId,
      rows: { patients_patient: 80 },
    });
    expect(readFileSync(running.app.get(TenantBackups).pathOf(saved!)).length).toBe(saved?.sizeBytes);
  });
});

/** Rows that do not become smaller when they are packed, for more than one part. */
function fillWithNoise(file: string): void {
  const database = new Database(file, { fileMustExist: true });
  database.exec(
    `WITH RECURSIVE some(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM some WHERE n < 40)
     INSERT INTO patients_patient (first_name, last_name, notes, created_at, updated_at)
     SELECT 'Rosa', 'Noise', hex(randomblob(10000)), '2026-11-24 08:00:00.000', '2026-11-24 08:00:00.000' FROM some`,
  );
  database.close();
}
