import { IsOptional, Validate } from 'class-validator';
import { BackupSettings } from './backup-settings.js';
import { parseSecret } from './secret.js';
import type { Secret } from './secret.js';
import { HasEnoughBytes, IsWholeBetween } from './setting-rules.js';
import { Setting } from './setting.js';
import { parseDurationSeconds, parseSwitch, parseWholeNumber } from './setting-parsers.js';

const YEAR_SECONDS = 365 * 86_400;

/** Tokens, and how often one may try. */
export class SignInSettings extends BackupSettings {
  @Setting({
    env: 'JWT_SECRET',
    group: 'Sign-in',
    description: 'Signs access tokens, at least 32 bytes. Unset: made once and kept in DATA_DIR/.jwt-secret.',
    sensitive: true,
    parse: parseSecret,
  })
  @IsOptional()
  @Validate(HasEnoughBytes, [32])
  readonly jwtSecret?: Secret;

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
    description:
      'Limits attempts to sign in and to register, and the requests of a company: on or off. Off only for tests and benchmarks.',
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
    env: 'PASSWORD_MIN_LENGTH',
    group: 'Sign-in',
    description:
      'Characters of a new password without a second factor; 15 in production (NIST SP 800-63B). With one: 8.',
    default: '8',
    parse: parseWholeNumber,
  })
  @IsWholeBetween(8, 64)
  readonly passwordMinLength!: number;

  @Setting({
    env: 'SUPERUSER_SECOND_FACTOR',
    group: 'Sign-in',
    description: 'Whether superusers must have a second factor before they can do anything else: on or off.',
    default: 'off',
    parse: parseSwitch,
  })
  readonly superuserSecondFactor!: boolean;

  @Setting({
    env: 'SESSION_MAX',
    group: 'Sign-in',
    description:
      'Longest life of a session, however often it is refreshed; one that is not ends after REFRESH_TOKEN_TTL.',
    default: '90d',
    parse: parseDurationSeconds,
  })
  @IsWholeBetween(1, YEAR_SECONDS)
  readonly sessionMaxSeconds!: number;

  @Setting({
    env: 'RATE_LIMIT_COMPANY_PER_MINUTE',
    group: 'Sign-in',
    description: 'Requests per company and minute, of all its people together and to each process.',
    default: '12000',
    parse: parseWholeNumber,
  })
  @IsWholeBetween(1, 100_000_000)
  readonly rateLimitCompanyPerMinute!: number;
}
