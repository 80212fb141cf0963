import { AdminLifeController } from './admin-life.controller.js';
import { CompanyDeletion } from './company-deletion.js';
import { CompanyErasure } from './company-erasure.js';
import { CompanyLifeController } from './company-life.controller.js';
import { CompanyRecords } from './company-records.js';
import { CompanyRenaming } from './company-renaming.js';
import { LifeUpkeep } from './life-upkeep.js';
import { LoggedSteps } from './logged-steps.js';
import { OwnCompany } from './own-company.js';

export { CompanyDeletion, GRACE_DAYS } from './company-deletion.js';
export { CompanyErasure } from './company-erasure.js';
export { CompanyRenaming } from './company-renaming.js';
export * from './life.dto.js';
export * from './life.errors.js';

/** What the life of companies needs of the module. */
export const LIFE = {
  controllers: [AdminLifeController, CompanyLifeController],
  providers: [CompanyDeletion, CompanyErasure, CompanyRecords, CompanyRenaming, LifeUpkeep, LoggedSteps, OwnCompany],
};
