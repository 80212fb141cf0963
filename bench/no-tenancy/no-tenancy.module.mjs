import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { getDataSourceToken } from '@nestjs/typeorm';
import { MASTER_SCHEMAS } from '../../dist/app.module.js';
import { Clock, CommonModule } from '../../dist/common/index.js';
import { SettingsModule } from '../../dist/config/index.js';
import { DatabaseModule, MasterReadiness } from '../../dist/database/index.js';
import { Doctor } from '../../dist/doctors/doctor.entity.js';
import { DoctorsController } from '../../dist/doctors/doctors.controller.js';
import { DoctorsService } from '../../dist/doctors/doctors.service.js';
import { FleetModule } from '../../dist/fleet/index.js';
import { HttpModule, RateLimitGuard } from '../../dist/http/index.js';
import { MailModule } from '../../dist/mail/index.js';
import { DirectoryModule, LoginGuard, MasterModule, RoleGuard } from '../../dist/master/index.js';
import { QuotaModule, SubscriptionGuard, SubscriptionModule } from '../../dist/subscription/index.js';
import { TenancyModule, TenantGuard, TenantImports, TenantWrites } from '../../dist/tenancy/index.js';
import { TENANT_MODELS } from '../../dist/tenant-models.js';

const SCHEMAS = [...MASTER_SCHEMAS, ...TENANT_MODELS];

/** Companies' migrations under later names: the master database that they come to has newer ones of its own already. */
const later = (Migration) =>
  class extends Migration {
    name = `2099${new Migration().name.slice(4)}`;
  };
const MIGRATIONS = [
  ...MASTER_SCHEMAS.flatMap((schema) => schema.migrations),
  ...TENANT_MODELS.flatMap((schema) => schema.migrations).map(later),
];

/** Doctors as any Nest application has them: plain singletons on its one database. */
class PlainDoctorsModule {}
Module({
  controllers: [DoctorsController],
  providers: [
    {
      provide: DoctorsService,
      inject: [getDataSourceToken(), Clock],
      useFactory: (dataSource, clock) =>
        new DoctorsService(dataSource.getRepository(Doctor), new TenantWrites(dataSource, clock), clock),
    },
    // Nothing is imported here; the company's own importer would need an opened company.
    { provide: TenantImports, useValue: {} },
  ],
})(PlainDoctorsModule);

/**
 * The application of src/app.module.ts with its guards, pipes, filter and log, but one database for all and no tenancy:
 * the master database also holds the doctors, and no route is bound to a company. (TenancyModule is there for the
 * check of access tokens only; it opens nothing, and so there is no guard of plan limits.)
 */
export class NoTenancyModule {}
Module({
  imports: [
    PlainDoctorsModule,
    SettingsModule,
    CommonModule,
    ScheduleModule.forRoot(),
    DatabaseModule.forRoot({
      entities: SCHEMAS.flatMap((schema) => schema.entities),
      migrations: MIGRATIONS,
    }),
    TenancyModule.forRoot({ models: [], directory: DirectoryModule, quota: QuotaModule }),
    FleetModule,
    MailModule,
    SubscriptionModule,
    MasterModule,
    HttpModule.forRoot({ readinessChecks: [MasterReadiness] }),
  ],
  providers: [
    { provide: APP_GUARD, useExisting: RateLimitGuard },
    { provide: APP_GUARD, useExisting: LoginGuard },
    { provide: APP_GUARD, useExisting: TenantGuard },
    { provide: APP_GUARD, useExisting: SubscriptionGuard },
    { provide: APP_GUARD, useExisting: RoleGuard },
  ],
})(NoTenancyModule);
