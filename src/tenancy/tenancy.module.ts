import { Global, Module } from '@nestjs/common';
import type { DynamicModule, Provider, Type } from '@nestjs/common';
import type { ObjectLiteral } from 'typeorm';
import { join } from 'node:path';
import { AuditJournal, AuditKeyring } from '../audit/index.js';
import { Clock, Refusals, RequestCompany } from '../common/index.js';
import { auditRootKey, Settings, signingKey } from '../config/index.js';
import { DatabaseEngine, Migrator } from '../database/index.js';
import { AuditController } from './audit/audit.controller.js';
import { AuditList } from './audit/audit-list.js';
import { AuditTrail } from './audit/audit-trail.js';
import { CompanyVisits } from './audit/company-visits.js';
import { JournalRecovery } from './audit/journal-recovery.js';
import { RefusalAudit } from './audit/refusal-audit.js';
import { AccessTokens } from './access-tokens.js';
import { TenantWrites } from './idempotency/tenant-writes.js';
import { TenantImports } from './import/tenant-imports.js';
import { OpenTenantLimit } from './open-places.js';
import { RequestAccess } from './request-access.js';
import { SessionCookies } from './session-cookies.js';
import { TenantUsage } from './quota/tenant-usage.js';
import { Tenancy } from './tenancy.js';
import { TENANT_DATA_SOURCE, tenantDataSourceProvider, tenantRepositoryProvider } from './tenant-injection.js';
import type { TenantModel } from './tenant-model.js';
import { TenantGate } from './tenant-gate.js';
import { TenantGuard } from './tenant.guard.js';
import { TenantOpener } from './tenant-opener.js';
import { TenantPool } from './tenant-pool.js';
import { TenantSchema } from './tenant-schema.js';
import { TenantTurns } from './tenant-turns.js';

export interface TenancyOptions {
  readonly models: readonly TenantModel[];
  /** The module that provides TenantDirectory. */
  readonly directory: Type;
  /** The module that provides TenantQuota. */
  readonly quota: Type;
}

const PROVIDERS: Provider[] = [
  {
    provide: OpenTenantLimit,
    inject: [Settings],
    useFactory: (settings: Settings) => new OpenTenantLimit(settings.maxOpenTenants),
  },
  {
    provide: AccessTokens,
    inject: [Settings, Clock],
    useFactory: (settings: Settings, clock: Clock) =>
      new AccessTokens(signingKey(settings), clock, settings.accessTokenTtlSeconds),
  },
  {
    provide: SessionCookies,
    inject: [Settings],
    useFactory: (settings: Settings) => new SessionCookies(signingKey(settings), settings.publicUrl),
  },
  {
    provide: Migrator,
    inject: [DatabaseEngine, TenantSchema, Clock],
    useFactory: (engine: DatabaseEngine, schema: TenantSchema, clock: Clock) =>
      new Migrator(engine, schema.migrations, clock),
  },
  {
    provide: AuditKeyring,
    inject: [Settings],
    useFactory: (settings: Settings) => new AuditKeyring(auditRootKey(settings)),
  },
  {
    provide: AuditJournal,
    inject: [Settings],
    useFactory: ({ dataDir }: Settings) => new AuditJournal(join(dataDir, 'audit_journal')),
  },
  AuditTrail,
  CompanyVisits,
  JournalRecovery,
  AuditList,
  { provide: Refusals, useClass: RefusalAudit },
  TenantGate,
  TenantOpener,
  TenantPool,
  TenantTurns,
  TenantUsage,
  RequestAccess,
  { provide: RequestCompany, useExisting: RequestAccess },
  Tenancy,
  TenantGuard,
  TenantWrites,
  TenantImports,
  tenantDataSourceProvider,
];

/** From a verified token to a tenant-bound DataSource. */
@Global()
@Module({})
export class TenancyModule {
  /** The tenancy of the application; once, in app.module.ts. */
  static forRoot(options: TenancyOptions): DynamicModule {
    return {
      module: TenancyModule,
      controllers: [AuditController],
      imports: [options.directory, options.quota],
      providers: [{ provide: TenantSchema, useValue: new TenantSchema(options.models) }, ...PROVIDERS],
      exports: [
        TenantSchema,
        Migrator,
        AuditKeyring,
        AuditTrail,
        Refusals,
        AccessTokens,
        TenantGate,
        TenantPool,
        TenantTurns,
        TenantUsage,
        RequestAccess,
        RequestCompany,
        SessionCookies,
        Tenancy,
        TenantGuard,
        TenantWrites,
        TenantImports,
        TENANT_DATA_SOURCE,
        options.directory,
        options.quota,
      ],
    };
  }

  /** The tenant repositories of a clinic model's entities. */
  static forFeature(entities: readonly (new () => ObjectLiteral)[]): DynamicModule {
    const providers = entities.map((entity) => tenantRepositoryProvider(entity));
    return { module: TenantRepositoriesModule, providers, exports: providers };
  }
}

@Module({})
class TenantRepositoriesModule {}
