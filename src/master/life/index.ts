import { AdminLifeController } from './admin-life.controller.js';
import { CompanyCloning } from './company-cloning.js';
import { CompanyDeletion } from './company-deletion.js';
import { CompanyErasure } from './company-erasure.js';
import { CompanyFounding } from './company-founding.js';
import { CompanyImport } from './company-import.js';
import { ErasuresController } from './erasures.controller.js';
import { ErasuresList } from './erasures-list.js';
import { CompanyLifeController } from './company-life.controller.js';
import { CompanyRecords } from './company-records.js';
import { CompanyRenaming } from './company-renaming.js';
import { LifeUpkeep } from './life-upkeep.js';
import { LoggedSteps } from './logged-steps.js';
import { OwnCompany } from './own-company.js';

export { CompanyCloning } from './company-cloning.js';
export { CompanyDeletion, GRACE_DAYS } from './company-deletion.js';
export { CompanyErasure } from './company-erasure.js';
export { CompanyImport } from './company-import.js';
export type { ImportRequest } from './company-import.js';
export { CompanyRenaming } from './company-renaming.js';
export * from './life.dto.js';
export * from './life.errors.js';

/** What the life of companies needs of the module. */
export const LIFE = {
  controllers: [AdminLifeController, CompanyLifeController, ErasuresController],
  providers: [
    CompanyCloning,
    CompanyDeletion,
    CompanyErasure,
    CompanyFounding,
    CompanyImport,
    CompanyRecords,
    CompanyRenaming,
    ErasuresList,
    LifeUpkeep,
    LoggedSteps,
    OwnCompany,
  ],
};
