import { IsIn, IsOptional, Validate } from 'class-validator';
import { AreOrigins, HasEnoughBytes, IsNotBuiltYet, IsWholeBetween } from './setting-rules.js';
import { Setting } from './setting.js';
import { parseDurationSeconds, parseList, parseSwitch, parseTrustProxy, parseWholeNumber } from './setting-parsers.js';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';

const YEAR_SECONDS = 365 * 86_400;

/** The settings, each declared here and nowhere else. Frozen once loaded. */
export class Settings {
  @Setting({
    env: 'PORT',
    group: 'Server',
    description: 'Port of the HTTP server.',
    default: '8000',
    parse: parseWholeNumber,
  })
  @IsWholeBetween(0, 65_535)
  readonly port!: number;

  @Setting({ env: 'HOST', group: 'Server', description: 'Address the server listens on.', default: '127.0.0.1' })
  readonly host!: string;

  @Setting({
    env: 'WEB_CONCURRENCY',
    group: 'Server',
    description: 'Number of server processes.',
    default: '1',
    parse: parseWholeNumber,
  })
  @Validate(IsNotBuiltYet, [1])
  readonly webConcurrency!: number;

  @Setting({
    env: 'CORS_ORIGINS',
    group: 'Server',
    description: 'Origins that may call the API from a browser, separated by commas.',
    parse: parseList,
  })
  @Validate(AreOrigins)
  readonly corsOrigins: readonly string[] = [];

  @Setting({
    env: 'TRUST_PROXY',
    group: 'Server',
    description: 'Whose X-Forwarded-For to believe: off, a number of proxies, or a list of addresses.',
    default: 'off',
    parse: parseTrustProxy,
  })
  readonly trustProxy!: false | number | string[];

  @Setting({
    env: 'LOG_LEVEL',
    group: 'Server',
    description: 'fatal, error, warn, info, debug or silent.',
    default: 'info',
  })
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
  readonly logLevel!: LogLevel;

  @Setting({ env: 'DATA_DIR', group: 'Data', description: 'Folder of db.sqlite3 and tenant_databases/.', default: '.' })
  readonly dataDir!: string;

  @Setting({ env: 'DATABASE_ENGINE', group: 'Data', description: 'sqlite or postgres.', default: 'sqlite' })
  @IsIn(['sqlite', 'postgres'])
  @Validate(IsNotBuiltYet, ['sqlite'])
  readonly databaseEngine!: 'sqlite' | 'postgres';

  @Setting({
    env: 'DATABASE_URL',
    group: 'Data',
    description: 'postgres://…/medadmin_master; for DATABASE_ENGINE=postgres.',
    sensitive: true,
  })
  readonly databaseUrl?: string;

  @Setting({
    env: 'MIGRATE_ON_START',
    group: 'Data',
    description: 'Whether master and tenant databases are migrated before the server listens: on or off.',
    default: 'on',
    parse: parseSwitch,
  })
  readonly migrateOnStart!: boolean;

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
    description: 'PostgreSQL connections per server over all companies.',
    default: '80',
    parse: parseWholeNumber,
  })
  @IsWholeBetween(1, 10_000)
  readonly postgresConnectionBudget!: number;

  @Setting({
    env: 'TENANT_ENCRYPTION_KEY',
    group: 'Data',
    description: 'Encrypts tenant databases: base64 of 32 bytes; off when unset.',
    sensitive: true,
  })
  @IsOptional()
  @Validate(IsNotBuiltYet, [])
  readonly tenantEncryptionKey?: string;

  @Setting({ env: 'BACKUP_DIR', group: 'Data', description: 'Folder of backups.', default: 'backups/' })
  readonly backupDir!: string;

  @Setting({
    env: 'JWT_SECRET',
    group: 'Sign-in',
    description: 'Signs access tokens, at least 32 bytes. Unset: made once and kept in DATA_DIR/.jwt-secret.',
    sensitive: true,
  })
  @IsOptional()
  @Validate(HasEnoughBytes, [32])
  readonly jwtSecret?: string;

  @Setting({
    env: 'ACCESS_TOKEN_TTL',
    group: 'Sign-in',
    description: 'Life of an access token.',
    default: '15m',
    parse: parseDurationSeconds,
  })
  @IsWholeBetween(1, 86_400)
  readonly accessTokenTtlSeconds!: number;

  @Setting({
    env: 'REFRESH_TOKEN_TTL',
    group: 'Sign-in',
    description: 'Life of a refresh token.',
    default: '14d',
    parse: parseDurationSeconds,
  })
  @IsWholeBetween(1, YEAR_SECONDS)
  readonly refreshTokenTtlSeconds!: number;

  @Setting({
    env: 'RATE_LIMIT',
    group: 'Sign-in',
    description: 'Limits attempts to sign in and to register: on or off. Off only for tests and benchmarks.',
    default: 'on',
    parse: parseSwitch,
  })
  readonly rateLimit!: boolean;

  @Setting({
    env: 'RATE_LIMIT_SIGN_IN_PER_MINUTE',
    group: 'Sign-in',
    description: 'Sign-ins and password changes per address and minute.',
    default: '20',
    parse: parseWholeNumber,
  })
  @IsWholeBetween(1, 1_000_000)
  readonly rateLimitSignInPerMinute!: number;

  @Setting({
    env: 'RATE_LIMIT_REGISTRATION_PER_HOUR',
    group: 'Sign-in',
    description: 'Registrations per address and hour.',
    default: '20',
    parse: parseWholeNumber,
  })
  @IsWholeBetween(1, 1_000_000)
  readonly rateLimitRegistrationPerHour!: number;

  @Setting({
    env: 'TRIAL_DAYS',
    group: 'Subscriptions',
    description: 'Length of the trial.',
    default: '14',
    parse: parseWholeNumber,
  })
  @IsWholeBetween(0, 3650)
  readonly trialDays!: number;

  @Setting({
    env: 'READ_ONLY_DAYS',
    group: 'Subscriptions',
    description: 'Days after the end of a subscription in which data can still be read.',
    default: '30',
    parse: parseWholeNumber,
  })
  @IsWholeBetween(0, 3650)
  readonly readOnlyDays!: number;
}
