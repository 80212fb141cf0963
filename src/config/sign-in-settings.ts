import { IsOptional, Validate } from 'class-validator';
import { BackupSettings } from './backup-settings.js';
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
}
