import { sqliteOwnerOf } from '../../database/index.js';
import type { DatabaseEngine, DatabaseName } from '../../database/index.js';

/** A company as the restored master database has it. */
export interface RestoredCompany {
  readonly id: number;
  readonly slug: string;
  readonly database: DatabaseName;
}

/** How companies and databases go together. */
export interface CompanyFiles {
  /** Companies whose database is not there. */
  readonly withoutDatabase: readonly RestoredCompany[];
  /** Databases of no company, or of one that has another. */
  readonly withoutCompany: readonly DatabaseName[];
  /** Databases that were renamed since, with the name that their company has again. */
  readonly renamed: readonly { readonly from: DatabaseName; readonly to: DatabaseName }[];
  /** The largest number that any database carries. */
  readonly largestNumber: number;
}

/** Goes by the numbers that databases carry, not by their names, which may be other companies' by now. */
export async function companyFiles(
  engine: DatabaseEngine,
  companies: readonly RestoredCompany[],
): Promise<CompanyFiles> {
  const owners = new Map<DatabaseName, number | undefined>();
  // One that cannot be read is nobody's.
  for (const name of await engine.list('tenant'))
    owners.set(name, await sqliteOwnerOf(engine, name).catch(() => undefined));
  const missing = companies.filter(({ id, database }) => owners.get(database) !== id);
  const renamed = missing.flatMap(({ id, database: to }) => {
    const from = [...owners].find(([, owner]) => owner === id)?.[0];
    return from === undefined || owners.has(to) ? [] : [{ from, to }];
  });
  const kept = new Set([
    ...companies.filter((company) => !missing.includes(company)).map(({ database }) => database),
    ...renamed.map(({ from }) => from),
  ]);
  return {
    withoutDatabase: missing.filter(({ database }) => !renamed.some(({ to }) => to === database)),
    withoutCompany: [...owners.keys()].filter((name) => !kept.has(name)),
    renamed,
    largestNumber: Math.max(0, ...[...owners.values()].map((owner) => owner ?? 0)),
  };
}
