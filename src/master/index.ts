import * as entities from './entities/index.js';
import { CreateCompaniesAndUsers20261124000100 } from './migrations/20261124000100-create-companies-and-users.js';
import { People20261124000330 } from './migrations/20261124000330-people.js';
import { CompanyLife20261127000200 } from './migrations/20261127000200-company-life.js';
import { SignIn20261127000500 } from './migrations/20261127000500-sign-in.js';
import { TimeZone20261124000440 } from './migrations/20261124000440-time-zone.js';
import { SUPPORT } from './support/index.js';

export * from './admin/admin.errors.js';
export { CompanySuspension } from './admin/company-suspension.js';
export { LoginGuard } from './auth/login.guard.js';
export { RoleGuard } from './auth/role.guard.js';
export { StepUpGuard } from './auth/step-up/step-up.guard.js';
export { CompaniesService } from './companies.service.js';
export type { CompanyOverview } from './companies.service.js';
export {
  CloneCompanyDto,
  CompanyCloning,
  CompanyDeletion,
  CompanyErasure,
  CompanyImport,
  CompanyRenaming,
  ConfirmationError,
  ErasureCertificateDto,
  FirstOwnerDto,
  GRACE_DAYS,
  NameTakenError,
  RenameCompanyDto,
} from './life/index.js';
export * from './master.errors.js';
export { DirectoryModule, MasterModule } from './master.module.js';
export * from './invitations/invitations.errors.js';
export * from './people/people.errors.js';
export { SecondFactorReset } from './second-factor/index.js';
export { RegisterDto } from './registration/registration.dto.js';
export { RegistrationService } from './registration/registration.service.js';
export * from './support/support.errors.js';
export * from './restore/index.js';
export { SuperusersService } from './users/superusers.service.js';

/** What this folder adds to the master database. */
export const MASTER_SCHEMA = {
  entities: [...Object.values(entities), ...SUPPORT.schema.entities],
  migrations: [
    CreateCompaniesAndUsers20261124000100,
    People20261124000330,
    TimeZone20261124000440,
    CompanyLife20261127000200,
    ...SUPPORT.schema.migrations,
    SignIn20261127000500,
  ],
};
