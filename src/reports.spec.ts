import { describe, expect, it } from '@jest/globals';
import { entityMetadata } from './database/index.js';
import { TenantSchema } from './tenancy/index.js';
import type { TenantReport } from './tenancy/index.js';
import { TENANT_MODELS } from './tenant-models.js';

/** What says nothing of somebody: states and kinds, and when a row was written. */
const IMPERSONAL = new Set(['keep', 'instant']);

/** Columns that say something about people, by their names in statements. */
async function personalColumns(): Promise<string[]> {
  const { entityMetadatas } = await entityMetadata(new TenantSchema(TENANT_MODELS).entities);
  return TENANT_MODELS.flatMap(({ personal = [] }) =>
    personal.flatMap(({ entity, columns }) => {
      const metadata = entityMetadatas.find(({ target }) => target === entity);
      const names = Object.entries(columns ?? {}).filter(([, kind]) => !IMPERSONAL.has(kind));
      return names.map(([name]) => metadata?.findColumnWithPropertyName(name)?.databaseName ?? name);
    }),
  );
}

const wordsOf = ({ sql }: Pick<TenantReport, 'sql'>): Set<string> => new Set(sql.toLowerCase().match(/\w+/g));

describe('reports on all companies', () => {
  const { reports } = new TenantSchema(TENANT_MODELS);

  it('have names of their own, which fit into the log of operations', () => {
    const names = reports.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z-]{1,39}$/);
  });

  it('are asked about what stands in their statements, and about nothing else', () => {
    for (const { name, sql, parameters } of reports) {
      const used = [...new Set([...sql.matchAll(/(?<![:\w]):(\w+)/g)].map(([, word]) => word))].sort();
      expect([name, used]).toEqual([name, Object.keys(parameters).sort()]);
    }
  });

  it('count, and name no column that says something about people', async () => {
    const personal = await personalColumns();
    expect(personal).toEqual(expect.arrayContaining(['last_name', 'date_of_birth', 'reason']));
    for (const report of reports) {
      expect([report.name, personal.filter((column) => wordsOf(report).has(column))]).toEqual([report.name, []]);
      expect(report.sql).toMatch(/count\(\*\)/);
    }
  });

  it('would be found if they did: the control', async () => {
    const words = wordsOf({ sql: 'SELECT last_name, count(*) FROM patients_patient GROUP BY last_name' });
    expect((await personalColumns()).filter((column) => words.has(column))).not.toEqual([]);
    expect(wordsOf({ sql: 'SELECT * FROM patients_patient' }).has('count')).toBe(false);
  });
});
