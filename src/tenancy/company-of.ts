import type { Principal } from '../common/index.js';
import { NoCompanyError } from './tenancy.errors.js';

/** Number of the company that somebody works in. @throws NoCompanyError for superusers, whom the guards keep out before. */
export function companyOf({ companyId }: Principal): number {
  if (companyId === null) throw new NoCompanyError();
  return companyId;
}
