import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DatabaseUnreachableError } from '../../database/index.js';
import type { DatabaseEngine } from '../../database/index.js';
import { TenantGate } from '../../tenancy/index.js';
import type { Tenant, TenantDirectory, TenantReport, TenantSchema } from '../../tenancy/index.js';
import type { Operations, RunningOperation } from '../operations/index.js';
import { reportCsv } from './report-csv.js';
import type { ReportDto } from './report.dto.js';
import { Reports } from './reports.js';

const COMPANIES = 1_234;
const REPORT: TenantReport = { name: 'n', summary: '', parameters: {}, columns: ['n'], sql: '' };

describe('a report that most companies do not answer', () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });
  afterAll(() => {
    Logger.overrideLogger(true);
  });

  /** @param isAway whether a company's server is away. @param seconds for all of them. */
  async function ask(isAway: (companyId: number) => boolean, seconds = 20): Promise<ReportDto & { asked: number }> {
    const tenants = Array.from({ length: COMPANIES }, (_none, index): Tenant => ({
      ...{ companyId: index + 1, slug: `c-${index + 1}`, database: 'tenant_c' },
    }));
    let asked = 0;
    const directory = {
      after: (last: number, limit: number) => {
        asked += 1;
        return Promise.resolve(tenants.slice(last, last + limit));
      },
      count: () => Promise.resolve(COMPANIES),
    } as unknown as TenantDirectory;
    const read = (_name: unknown, companyId: number): Promise<unknown> =>
      isAway(companyId)
        ? Promise.reject(new DatabaseUnreachableError())
        : Promise.resolve({ rows: [{ n: 1 }], isCut: false });
    const operation = { step: () => Promise.resolve() } as unknown as RunningOperation;
    const operations = { run: (_start: unknown, work: (given: RunningOperation) => unknown) => work(operation) };
    const reports = new Reports(
      { reports: [REPORT] } as unknown as TenantSchema,
      directory,
      new TenantGate(),
      { reads: { read } } as unknown as DatabaseEngine,
      operations as unknown as Operations,
    );
    return { ...(await reports.run({ name: 'n', seconds }, 'command')), asked };
  }

  it('names a hundred of them, and says how many more there are', async () => {
    const report = await ask((companyId) => companyId % 10 !== 0);
    expect([report.answered, report.rows.length]).toEqual([123, 123]);
    expect([report.notAnswered.length, report.notAnsweredMore]).toEqual([100, COMPANIES - 123 - 100]);
    expect(report.notAnswered[0]).toEqual({ companyId: 1, company: 'c-1', code: 'unavailable' });
    expect(reportCsv(report).trimEnd().split('\r\n').at(-1)).toBe(',,,1011 more');
  });

  it('does not look at the others one by one when its time is over', async () => {
    const report = await ask(() => false, 0);
    expect(report).toMatchObject({ answered: 0, notAnsweredMore: COMPANIES - 100, asked: 2 });
    expect(report.notAnswered.every(({ code }) => code === 'not-reached')).toBe(true);
  });

  it('names all of a few', async () => {
    const report = await ask((companyId) => companyId === 7);
    expect(report).toMatchObject({ answered: COMPANIES - 1, notAnsweredMore: 0, notAnswered: [{ companyId: 7 }] });
  });
});
