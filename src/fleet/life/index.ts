import { Anonymizer } from './anonymizer.js';
import { CompanyRemains } from './company-remains.js';
import { DatabaseRemains } from './database-remains.js';
import { ErasureCertificate } from './erasure-certificate.entity.js';
import { ErasureCertificates20261127000203 } from './migrations/20261127000203-erasure-certificates.js';

export { Anonymizer } from './anonymizer.js';
export type { Anonymization } from './anonymizer.js';
export { CompanyRemains } from './company-remains.js';
export type { LeavingCompany, RemoveRemains } from './company-remains.js';
export { ErasureCertificate } from './erasure-certificate.entity.js';
export type { Removed } from './erasure-certificate.entity.js';
export * from './life.errors.js';
export { assertLegal, LIFE_STATES, LIFE_STEPS, lifeState } from './life-states.js';
export type { LifeFacts, LifeState, LifeStep } from './life-states.js';

/** What the life of companies needs of the module, and adds to the master database. */
export const LIFE = {
  providers: [Anonymizer, CompanyRemains, DatabaseRemains],
  exports: [Anonymizer, CompanyRemains],
  schema: { entities: [ErasureCertificate], migrations: [ErasureCertificates20261127000203] },
};
