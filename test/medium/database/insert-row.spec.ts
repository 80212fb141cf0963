import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { insertRow, MissingValueError } from '../../../src/database/index.js';
import { Company } from '../../../src/master/entities/index.js';
import { Plan, startTrial, Subscription } from '../../../src/subscription/index.js';
import { masterDatabases } from '../../support/master-database.js';

const NOW = new Date('2026-11-24T08:00:00.250Z');

function company(name: string): Company {
  return Object.assign(new Company(), {
    ...{ name, nameKey: name, slug: name, databaseName: `tenant_${name}`, email: 'a@example.com', phone: '1' },
    ...{ address: null, timeZone: 'Europe/Berlin', status: 'active', provisioningOwner: null, createdAt: NOW },
    ...{ secondFactorRoles: null, deletionRequestedAt: null, deletionRequestedBy: null },
    ...{ eraseAt: null, expiresAt: null, mailsOffAt: null },
  });
}

describe('a row inserted by a kept statement', () => {
  const masterDatabase = masterDatabases();
  let master: DataSource;

  beforeEach(async () => {
    master = await (await masterDatabase()).open();
  });

  it('is the row that TypeORM would have inserted, under the number that is set on it', async () => {
    const [ours, theirs] = [company('ours'), company('theirs')];
    await master.transaction(async (transaction) => {
      await insertRow(transaction, Company, ours);
      await transaction.insert(Company, theirs);
    });
    const raw = await master.query<Record<string, unknown>[]>('SELECT * FROM master_company ORDER BY id');
    const same = raw.map((row) => ({ ...row, id: 0, name: '', name_key: '', slug: '', database_name: '' }));
    expect(same[0]).toEqual(same[1]);
    expect(raw.map(({ id }) => id)).toEqual([ours.id, theirs.id]);
    expect(await master.getRepository(Company).findOneBy({ id: ours.id })).toEqual(ours);
  });

  it('refers to other rows by relations', async () => {
    const holder = company('holder');
    const plan = await master.getRepository(Plan).findOneByOrFail({ code: 'basic' });
    const made = await master.transaction(async (transaction) => {
      await insertRow(transaction, Company, holder);
      return startTrial(transaction, { companyId: holder.id, plan, billingCycle: 'yearly', trialDays: 14 }, NOW);
    });
    const kept = await master.getRepository(Subscription).findOneByOrFail({ id: made.id });
    expect(kept).toEqual(made);
    expect([kept.plan.code, kept.pendingPlan, kept.cancelAtPeriodEnd]).toEqual(['basic', null, false]);
  });

  it('is refused with a field that nobody has set, rather than filled in', async () => {
    const { timeZone, ...incomplete } = company('incomplete');
    expect(timeZone).toBe('Europe/Berlin');
    await expect(master.transaction((transaction) => insertRow(transaction, Company, incomplete))).rejects.toThrow(
      MissingValueError,
    );
    expect(await master.getRepository(Company).count()).toBe(0);
  });

  it('fails as the constraint says, and is undone with its transaction', async () => {
    const twice = master.transaction(async (transaction) => {
      await insertRow(transaction, Company, company('twice'));
      await insertRow(transaction, Company, company('twice'));
    });
    await expect(twice).rejects.toThrow(/UNIQUE/);
    expect(await master.getRepository(Company).count()).toBe(0);
  });
});
