import { Not } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { assertLegal } from '../../fleet/index.js';
import type { LifeStep } from '../../fleet/index.js';
import { CompanyNotFoundError } from '../admin/admin.errors.js';
import { Company } from '../entities/index.js';

/**
 * A company with which something is to be done; it stays as it is until the transaction ends.
 * @throws CompanyNotFoundError; IllegalLifeStepError when that may not be done now.
 */
export async function heldCompany(transaction: EntityManager, companyId: number, step: LifeStep): Promise<Company> {
  // An UPDATE that changes nothing locks the row on either engine.
  await transaction.update(Company, { id: companyId }, { status: () => 'status' });
  return companyFor(transaction, companyId, step);
}

/** The same without holding it: an early answer that decides nothing. @throws as `heldCompany`. */
export async function companyFor(manager: EntityManager, companyId: number, step: LifeStep): Promise<Company> {
  const company = await manager.findOneBy(Company, { id: companyId, status: Not('provisioning') });
  if (company === null) throw new CompanyNotFoundError();
  assertLegal(step, company);
  return company;
}
