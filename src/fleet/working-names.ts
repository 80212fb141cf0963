import type { DatabaseName } from '../database/index.js';

/** Where a company's database is made, until it is whole. */
export function unfinishedName(companyId: number): DatabaseName {
  return `provisioning_${companyId}`;
}

/** Where an archive is unpacked that is to fill a company's database; it is removed afterwards. */
export function importName(companyId: number): DatabaseName {
  return `template_import${companyId}`;
}
