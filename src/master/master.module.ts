import { Global, Module } from '@nestjs/common';
import type { ModuleMetadata } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { GroupCommit } from '../database/index.js';
import { CompanyProfiles, RepeatableWork } from '../fleet/index.js';
import { MailPermission } from '../mail/index.js';
import { CompanyPeople, MasterWrites, SubscriptionModule } from '../subscription/index.js';
import { AuditPeople, TenantDirectory } from '../tenancy/index.js';
import { ADMIN } from './admin/index.js';
import { MasterAuditPeople } from './audit-people.js';
import { AUTH } from './auth/index.js';
import { LoginGuard } from './auth/login.guard.js';
import { RoleGuard } from './auth/role.guard.js';
import { StepUpGuard } from './auth/step-up/step-up.guard.js';
import { CompaniesService } from './companies.service.js';
import { COMPANY } from './company/index.js';
import { CompanyDirectory } from './company-directory.js';
import { CompanyMailPermission } from './company-mail-permission.js';
import { MasterCompanyProfiles } from './company-profiles.js';
import { IdempotentAnswers } from './idempotent-answers.js';
import { IdempotentWork } from './idempotent-work.js';
import { MasterUpkeep } from './master-upkeep.js';
import { LIFE } from './life/index.js';
import { INVITATIONS } from './invitations/index.js';
import { PASSWORDS } from './passwords/index.js';
import { PEOPLE } from './people/index.js';
import { CompanyReservation } from './registration/company-reservation.js';
import { FreeSlugs } from './registration/free-slugs.js';
import { RegistrationReconciler } from './registration/registration-reconciler.js';
import { RegistrationService } from './registration/registration.service.js';
import { SECOND_FACTOR } from './second-factor/index.js';
import { SessionHolders } from './sessions/session-holders.js';
import { SessionStates } from './sessions/session-states.js';
import { SessionTokens } from './sessions/session-tokens.js';
import { SessionsService } from './sessions/sessions.service.js';
import { SupportSessions } from './sessions/support-sessions.js';
import { SUPPORT } from './support/index.js';
import { NewUsers } from './users/new-users.js';
import { SuperusersService } from './users/superusers.service.js';

/** Who the tenants are; apart from the rest, because tenancy needs it and the rest needs tenancy. */
@Module({
  providers: [
    { provide: TenantDirectory, useClass: CompanyDirectory },
    { provide: CompanyProfiles, useClass: MasterCompanyProfiles },
    { provide: MailPermission, useClass: CompanyMailPermission },
    { provide: AuditPeople, useClass: MasterAuditPeople },
  ],
  exports: [TenantDirectory, CompanyProfiles, MailPermission, AuditPeople],
})
export class DirectoryModule {}

const PARTS: readonly Required<Pick<ModuleMetadata, 'controllers' | 'providers'>>[] = [
  AUTH,
  PASSWORDS,
  SECOND_FACTOR,
  PEOPLE,
  INVITATIONS,
  COMPANY,
  ADMIN,
  LIFE,
  SUPPORT,
];

/** Companies, users, sign-in and registration. */
@Global()
@Module({
  imports: [SubscriptionModule],
  controllers: PARTS.flatMap(({ controllers }) => controllers),
  providers: [
    CompaniesService,
    CompanyReservation,
    FreeSlugs,
    { provide: GroupCommit, inject: [DataSource], useFactory: (master: DataSource) => new GroupCommit(master) },
    IdempotentAnswers,
    { provide: MasterWrites, useExisting: IdempotentAnswers },
    { provide: RepeatableWork, useClass: IdempotentWork },
    MasterUpkeep,
    NewUsers,
    ...PARTS.flatMap(({ providers }) => providers),
    RegistrationReconciler,
    RegistrationService,
    SessionHolders,
    SessionStates,
    SessionTokens,
    SessionsService,
    SuperusersService,
    SupportSessions,
  ],
  exports: [
    CompaniesService,
    CompanyPeople,
    LoginGuard,
    MasterWrites,
    RegistrationService,
    RepeatableWork,
    RoleGuard,
    SessionStates,
    StepUpGuard,
    SuperusersService,
  ],
})
export class MasterModule {}
