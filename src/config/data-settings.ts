import { IsIn, IsOptional, Validate, ValidateIf } from 'class-validator';
import { ServerSettings } from './server-settings.js';
import { IsMasterUrl, IsPostgresUrl } from './database-rules.js';
import { IsWholeBetween } from './setting-rules.js';
import { Setting } from './setting.js';
import { parseSwitch, parseWholeNumber } from './setting-parsers.js';

/** Where data is kept, and how much is held open. */
export class DataSettings extends ServerSettings {
  @Setting({ env: 'DATA_DIR', group: 'Data', description: 'Folder of db.sqlite3 and tenant_databases/.', default: '.' })
  readonly dataDir!: string;

  @Setting({ env: 'DATABASE_ENGINE', group: 'Data', description: 'sqlite or postgres.', default: 'sqlite' })
  @IsIn(['sqlite', 'postgres'])
  readonly databaseEngine!: 'sqlite' | 'postgres';

  @Setting({
    env: 'DATABASE_URL',
    group: 'Data',
    description: 'postgres://…/medadmin_master; for DATABASE_ENGINE=postgres.',
    sensitive: true,
  })
  @ValidateIf(({ databaseEngine, databaseUrl }: DataSettings) => databaseEngine === 'postgres' || !!databaseUrl)
  @Validate(IsMasterUrl)
  readonly databaseUrl?: string;

  @Setting({
    env: 'POSTGRES_ADMIN_URL',
    group: 'Data',
    description:
      'postgres://…/postgres of a role that may make databases and roles (CREATEDB, CREATEROLE); DATABASE_URL when unset.',
    sensitive: true,
  })
  @IsOptional()
  @Validate(IsPostgresUrl)
  readonly postgresAdminUrl?: string;

  @Setting({
    env: 'MIGRATE_ON_START',
    group: 'Data',
    description: 'Whether master and tenant databases are migrated before the server listens: on or off.',
    default: 'on',
    parse: parseSwitch,
  })
  readonly migrateOnStart!: boolean;

  @Setting({
    env: 'MIGRATE_ON_ACCESS',
    group: 'Data',
    description: 'Whether a company found behind at its first request is migrated then, once: on or off.',
    default: 'off',
    parse: parseSwitch,
  })
  readonly migrateOnAccess!: boolean;

  @Setting({
    env: 'MAX_OPEN_TENANTS',
    group: 'Limits',
    description: 'Companies whose databases are open at once; three file descriptors each.',
    default: '250',
    parse: parseWholeNumber,
  })
  @IsWholeBetween(1, 100_000)
  readonly maxOpenTenants!: number;

  @Setting({
    env: 'POSTGRES_CONNECTION_BUDGET',
    group: 'Limits',
    description: 'PostgreSQL connections per server that this program opens, over all companies and processes.',
    default: '80',
    parse: parseWholeNumber,
  })
  @IsWholeBetween(5, 10_000)
  readonly postgresConnectionBudget!: number;

  @Setting({
    env: 'MAX_REQUESTS_IN_FLIGHT',
    group: 'Limits',
    description: 'Unanswered requests of one process; more are answered 503.',
    default: '10000',
    parse: parseWholeNumber,
  })
  @IsWholeBetween(1, 1_000_000)
  readonly maxRequestsInFlight!: number;

  @Setting({
    env: 'MAX_EVENT_LOOP_DELAY_MS',
    group: 'Limits',
    description: 'A process whose event loop is late by more for three seconds answers new requests 503.',
    default: '1000',
    parse: parseWholeNumber,
  })
  @IsWholeBetween(10, 60_000)
  readonly maxEventLoopDelayMs!: number;

  @Setting({
    env: 'COMPANY_CONCURRENCY',
    group: 'Limits',
    description: 'Requests of one company that a process works on at the same time; others of it wait their turn.',
    default: '16',
    parse: parseWholeNumber,
  })
  @IsWholeBetween(1, 10_000)
  readonly companyConcurrency!: number;

  @Setting({
    env: 'COMPANY_QUEUE',
    group: 'Limits',
    description: 'Requests of one company that may wait their turn; more are answered 429.',
    default: '2000',
    parse: parseWholeNumber,
  })
  @IsWholeBetween(0, 1_000_000)
  readonly companyQueue!: number;
}
