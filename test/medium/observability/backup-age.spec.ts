import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MASTER_SUBJECT, TenantBackups } from '../../../src/fleet/index.js';
import { TenantDirectory } from '../../../src/tenancy/index.js';
import { registerCompany } from '../../support/api-client.js';
import { valueOf } from '../../support/metrics-text.js';
import { startApp } from '../../support/start-app.js';
import type { RunningApp } from '../../support/start-app.js';
import { TestClock } from '../../support/test-clock.js';

const HOUR_MS = 3_600_000;

describe('the age of backups', () => {
  const clock = new TestClock('2026-11-24T08:00:00Z');
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp({}, { clock });
    await registerCompany(running.api, { companyName: 'City Hospital' });
    await registerCompany(running.api, { companyName: 'County Clinic' });
  });
  afterAll(() => running.stop());

  const backUp = async (slug?: string): Promise<void> => {
    const tenant = slug === undefined ? undefined : await running.app.get(TenantDirectory).bySlug(slug);
    const subject = tenant ?? MASTER_SUBJECT;
    await running.app.get(TenantBackups).create(subject, 'command', 'requested');
  };
  const ages = async (): Promise<{ master: number; company: number; without: number }> => {
    const { text } = await running.api.get('/metrics');
    return {
      master: valueOf(text, 'medadmin_backup_age_seconds', { database: 'master' }),
      company: valueOf(text, 'medadmin_backup_age_seconds', { database: 'company' }),
      without: valueOf(text, 'medadmin_tenants_without_backup'),
    };
  };

  it('is that of the company whose newest backup is the oldest, and of the master database', async () => {
    await backUp('city-hospital');
    clock.advance(HOUR_MS);
    await backUp('city-hospital');
    expect(await ages()).toMatchObject({ company: 0, without: 1 });
    await backUp('county-clinic');
    await backUp();
    clock.advance(2 * HOUR_MS);
    await backUp('county-clinic');
    expect(await ages()).toEqual({ master: 7_200, company: 7_200, without: 0 });
  });
});
