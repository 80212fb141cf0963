import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Leases } from '../../../src/database/index.js';
import { BackupMaker } from '../../../src/fleet/backups/backup-maker.js';
import { BackupSchedule } from '../../../src/fleet/backups/backup-schedule.js';
import { MASTER_SUBJECT, Operations, TenantBackups } from '../../../src/fleet/index.js';
import type { FleetBackup } from '../../../src/fleet/index.js';
import { TenantDirectory } from '../../../src/tenancy/index.js';
import type { Tenant } from '../../../src/tenancy/index.js';
import { registerCompany } from '../../support/api-client.js';
import { startApp } from '../../support/start-app.js';
import type { RunningApp } from '../../support/start-app.js';
import { TestClock } from '../../support/test-clock.js';
import { directly } from '../../support/test-engine.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('Backups by the clock', () => {
  let running: RunningApp;
  let schedule: BackupSchedule;
  let company: Tenant;
  /** A Monday. */
  const clock = new TestClock('2026-06-01T02:00:00Z');

  beforeAll(async () => {
    const keep = { BACKUP_KEEP_DAILY: '2', BACKUP_KEEP_WEEKLY: '2', BACKUP_KEEP_MONTHLY: '2' };
    running = await startApp({ BACKUP_INTERVAL: '1d', ...keep }, { clock });
    schedule = running.app.get(BackupSchedule);
    company = await newCompany();
  });
  afterAll(() => running.stop());

  async function newCompany(): Promise<Tenant> {
    const { signedIn } = await registerCompany(running.api);
    return (await running.app.get(TenantDirectory).find(signedIn.company.id))!;
  }

  const backupsOf = (companyId: number | null): Promise<FleetBackup[]> =>
    running.app.get(TenantBackups).of({ companyId });
  const files = (folder: string | number): string[] => readdirSync(join(running.dataDir, 'backups', String(folder)));
  const daysOf = (backups: readonly FleetBackup[]): string[] =>
    backups.map(({ createdAt }) => createdAt.toISOString().slice(5, 10));

  it('are made of every company and the master database, proved, and not again before the interval is over', async () => {
    expect(await schedule.run()).toBe(2);
    for (const companyId of [company.companyId, null]) {
      const [backup, ...others] = await backupsOf(companyId);
      expect(others).toEqual([]);
      expect(backup).toMatchObject({ reason: 'scheduled', actor: 'schedule', problem: null, provedAt: clock.now() });
    }
    clock.advance(DAY_MS - 1);
    expect(await schedule.run()).toBe(0);
    clock.advance(1);
    expect(await schedule.run()).toBe(2);
  });

  it('are one after a month without a server, and are made by one server at a time', async () => {
    clock.advance(30 * DAY_MS);
    const elsewhere = await running.app.get(Leases).acquire('backup-schedule');
    expect(await schedule.run()).toBe(0);
    await running.app.get(Leases).release(elsewhere!);
    expect(await Promise.all([schedule.run(), schedule.run()])).toEqual([2, 2]);
    expect(daysOf(await backupsOf(company.companyId))).toEqual(['07-02', '06-02']);
  });

  it('are kept for days, weeks and months, on disk as in the list', async () => {
    // Until Monday 13 July: the last two days, the Sundays that end two weeks, the last days of two months.
    for (let day = 3; day <= 13; day += 1) {
      clock.advance(DAY_MS);
      expect(await schedule.run()).toBe(2);
    }
    for (const [companyId, folder] of [
      [company.companyId, company.companyId],
      [null, 'master'],
    ] as const) {
      const kept = await backupsOf(companyId);
      expect(daysOf(kept)).toEqual(['07-13', '07-12', '06-02']);
      expect(files(folder).sort()).toEqual(kept.map(({ file }) => file.split('/')[1]).sort());
    }
  });

  it('go on with the others when one fails, and make up for it as soon as they can', async () => {
    const other = await newCompany();
    const isAt = (database: string): Promise<unknown> =>
      directly(
        running.dataDir,
        'master',
        `UPDATE master_company SET database_name = '${database}' WHERE id = ${company.companyId}`,
      );
    await isAt('tenant_away');
    clock.advance(DAY_MS);
    // The master database and the other company.
    expect(await schedule.run()).toBe(2);
    expect(await backupsOf(other.companyId)).toHaveLength(1);
    await isAt(company.database);
    expect(await schedule.run()).toBe(1);
    expect(daysOf(await backupsOf(company.companyId))[0]).toBe('07-14');
  });

  it('are proved later when a process was killed before it could, and made again when they turn out to be bad', async () => {
    clock.advance(DAY_MS);
    const { app, dataDir } = running;
    const unproved = (): Promise<FleetBackup> =>
      app
        .get(Operations)
        .run({ kind: 'backup', company, actor: 'schedule' }, (operation) =>
          app.get(BackupMaker).make(company, operation, 'scheduled'),
        );
    const { id } = await unproved();
    await schedule.run();
    expect((await backupsOf(company.companyId))[0]).toMatchObject({ id, problem: null, provedAt: clock.now() });

    clock.advance(DAY_MS);
    const bad = await unproved();
    const path = join(dataDir, 'backups', bad.file);
    writeFileSync(path, readFileSync(path).subarray(0, -1));
    await schedule.run();
    expect((await backupsOf(company.companyId))[0]).toMatchObject({ id: bad.id, problem: 'truncated', provedAt: null });
    clock.advance(HOUR_MS - 1);
    expect(await schedule.run()).toBe(0);
    clock.advance(1);
    expect(await schedule.run()).toBe(1);
    expect((await backupsOf(company.companyId))[0]).toMatchObject({ reason: 'scheduled', provedAt: clock.now() });
    expect((await backupsOf(MASTER_SUBJECT.companyId)).every(({ provedAt }) => provedAt !== null)).toBe(true);
  });
});
