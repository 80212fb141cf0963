import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { CommonModule } from './common/index.js';
import { SettingsModule } from './config/index.js';
import {
  DATABASE_MEASURES,
  DATABASE_SCHEMA,
  DatabaseModule,
  MasterReadiness,
  StorageReadiness,
} from './database/index.js';
import type { MasterSchema } from './database/index.js';
import {
  BackupMeasures,
  FLEET_MEASURES,
  FLEET_SCHEMA,
  FleetMeasures,
  FleetModule,
  ServerWatch,
} from './fleet/index.js';
import { HTTP_MEASURES, HttpModule, RateLimitGuard } from './http/index.js';
import { MAIL_SCHEMA, MailModule } from './mail/index.js';
import { DirectoryModule, LoginGuard, MASTER_SCHEMA, MasterModule, RoleGuard, StepUpGuard } from './master/index.js';
import { ObservabilityModule } from './observability/index.js';
import {
  PlanLimitGuard,
  QuotaModule,
  SUBSCRIPTION_SCHEMA,
  SubscriptionGuard,
  SubscriptionModule,
  SubscriptionUpkeepModule,
} from './subscription/index.js';
import { TENANCY_MEASURES, TenancyModule, TenantGuard, TenantTurns } from './tenancy/index.js';
import { TENANT_MODELS } from './tenant-models.js';

/** What the folders add to the master database. */
export const MASTER_SCHEMAS: readonly MasterSchema[] = [
  DATABASE_SCHEMA,
  FLEET_SCHEMA,
  MAIL_SCHEMA,
  MASTER_SCHEMA,
  SUBSCRIPTION_SCHEMA,
];

/** The composition: which port is plugged into what, and the order of the guards. */
@Module({
  imports: [
    // First, because routes are tried in this order, and clinics call theirs far more often than all others together.
    ...TENANT_MODELS.map((model) => model.module),
    SettingsModule,
    CommonModule,
    ScheduleModule.forRoot(),
    DatabaseModule.forRoot({
      entities: MASTER_SCHEMAS.flatMap((schema) => schema.entities),
      migrations: MASTER_SCHEMAS.flatMap((schema) => schema.migrations),
    }),
    TenancyModule.forRoot({ models: TENANT_MODELS, directory: DirectoryModule, quota: QuotaModule }),
    FleetModule,
    MailModule,
    SubscriptionModule,
    MasterModule,
    SubscriptionUpkeepModule,
    HttpModule.forRoot({ readinessChecks: [MasterReadiness, StorageReadiness] }),
    ObservabilityModule.forRoot({
      measures: [...DATABASE_MEASURES, ...TENANCY_MEASURES, ...FLEET_MEASURES],
      sources: [...HTTP_MEASURES, TenantTurns, FleetMeasures, BackupMeasures, ServerWatch],
    }),
  ],
  // Guards run in this order: login → tenant → subscription → role → limit; who may is asked for a fresh proof, if one is needed.
  providers: [
    { provide: APP_GUARD, useExisting: RateLimitGuard },
    { provide: APP_GUARD, useExisting: LoginGuard },
    { provide: APP_GUARD, useExisting: TenantGuard },
    { provide: APP_GUARD, useExisting: SubscriptionGuard },
    { provide: APP_GUARD, useExisting: RoleGuard },
    { provide: APP_GUARD, useExisting: StepUpGuard },
    { provide: APP_GUARD, useExisting: PlanLimitGuard },
  ],
})
export class AppModule {}
