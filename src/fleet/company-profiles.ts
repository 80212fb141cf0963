import type { ExportedCompany } from './export/export-manifest.js';

/** What companies tell of themselves. The master database knows; this side only asks. */
export abstract class CompanyProfiles {
  /** @throws an error of the kind `not-found` when there is no such company. */
  abstract of(companyId: number): Promise<ExportedCompany>;
}
