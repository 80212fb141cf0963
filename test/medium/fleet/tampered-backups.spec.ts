import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
import {
  contentHash,
  databaseNames,
  directly,
  scratchNames,
  TEST_ENGINE,
  ENCRYPTION_KEY,
} from '../../support/test-engine.js';

const KEY = ENCRYPTION_KEY;

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
    await fillWithNoise(running.dataDir, tenant.database);
    const older = await backUp(tenant);
    await fillWithNoise(running.dataDir, tenant.database);
    given = {
      ...{ older, own: await backUp(tenant), ofAnother: await backUp(tenants[1]!), ofMaster: await backUp(null) },
      ...{ database: await content('database'), secrets: running.app.get(BackupSecrets).get() },
    };
  });

  afterAll(() => running.stop());

  /** The database as the engine copies it: on SQLite, its file. */
  async function content(name: string): Promise<Buffer> {
    const path = join(running.dataDir, name);
    await running.app.get(DatabaseEngine).copies.dump(tenant.database, tenant.companyId, path);
    return readFileSync(path);
  }

  async function backUp(of: Tenant | null): Promise<Buffer> {
    const backups = running.app.get(TenantBackups);
    return readFileSync(backups.pathOf(await backups.create(of ?? MASTER_SUBJECT, 'command')));
  }

  /** Everything that a restore could change, but the log of operations. */
  async function state(): Promise<unknown> {
    const { dataDir } = running;
    const folders = ['tenant_databases', 'tenant_databases/.work', '.backup-work', `backups/${tenant.companyId}`];
    const files = folders.map(
      (folder) => existsSync(join(dataDir, folder)) && readdirSync(join(dataDir, folder)).sort(),
    );
    const hash = await contentHash(dataDir, tenant.database);
    return { files, names: await databaseNames(dataDir), scratch: await scratchNames(dataDir), hash };
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
    await running.app.get(DatabaseEngine).whenUnused(tenant.database, 60_000, tenant.companyId);
    const before = await state();
    const list = withoutKey(given);
    expect(list.length).toBeGreaterThanOrEqual(30);
    for (const each of list) await expectRefused(each);
    expect(await state()).toEqual(before);
  });

  it('is refused even if it is signed as it should be, and unpacked no further than its manifest says', async () => {
    const whole = await content('content');
    await running.app.get(DatabaseEngine).whenUnused(tenant.database, 60_000, tenant.companyId);
    const before = await state();
    for (const each of await withKey(given, whole, TEST_ENGINE === 'sqlite' ? 'postgres' : 'sqlite'))
      await expectRefused(each);
    expect(await state()).toEqual(before);
  });

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
async function fillWithNoise(dataDir: string, name: string): Promise<void> {
  const rows = Array.from({ length: 40 }, () => {
    const at = `'2026-11-24 08:00:00.000'`;
    return `('Rosa', 'Noise', '${randomBytes(10_000).toString('hex')}', ${at}, ${at})`;
  });
  const columns = 'first_name, last_name, notes, created_at, updated_at';
  await directly(dataDir, name, `INSERT INTO patients_patient (${columns}) VALUES ${rows.join()}`);
}
