import { IsOptional, Validate } from 'class-validator';
import { DataSettings } from './data-settings.js';
import { parseSecret } from './secret.js';
import type { Secret } from './secret.js';
import { IsEncryptionKey, IsWholeBetween } from './setting-rules.js';
import { Setting } from './setting.js';
import { parseDurationSeconds, parseWholeNumber } from './setting-parsers.js';

const MOST_KEPT = 10_000;

/** Where backups are kept, how often they are made, and for how long. */
export class BackupSettings extends DataSettings {
  @Setting({
    env: 'TENANT_ENCRYPTION_KEY',
    group: 'Backups',
    description: 'Encrypts companies’ databases, backups, and secrets in the master database: base64 of 32 bytes.',
    sensitive: true,
    parse: parseSecret,
  })
  @IsOptional()
  @Validate(IsEncryptionKey)
  readonly tenantEncryptionKey?: Secret;

  @Setting({
    env: 'TENANT_ENCRYPTION_KEY_PREVIOUS',
    group: 'Backups',
    description: 'The key before, until rotate-keys has gone through all that is encrypted with it.',
    sensitive: true,
    parse: parseSecret,
  })
  @IsOptional()
  @Validate(IsEncryptionKey)
  readonly tenantEncryptionKeyPrevious?: Secret;

  @Setting({
    env: 'BACKUP_DIR',
    group: 'Backups',
    description: 'Folder of backups, one folder per company; in DATA_DIR unless it is an absolute path.',
    default: 'backups/',
  })
  readonly backupDir!: string;

  @Setting({
    env: 'BACKUP_INTERVAL',
    group: 'Backups',
    description: 'How often each company and the master database are backed up by the server, or off.',
    default: '24h',
    parse: parseInterval,
  })
  @IsWholeBetween(0, 366 * 86_400)
  readonly backupIntervalSeconds!: number;

  @Setting({
    env: 'BACKUP_KEEP_DAILY',
    group: 'Backups',
    description: 'Of so many days the last proved backup is kept.',
    default: '7',
    parse: parseWholeNumber,
  })
  @IsWholeBetween(1, MOST_KEPT)
  readonly backupKeepDaily!: number;

  @Setting({
    env: 'BACKUP_KEEP_WEEKLY',
    group: 'Backups',
    description: 'Of so many weeks the last proved backup is kept.',
    default: '4',
    parse: parseWholeNumber,
  })
  @IsWholeBetween(0, MOST_KEPT)
  readonly backupKeepWeekly!: number;

  @Setting({
    env: 'BACKUP_KEEP_MONTHLY',
    group: 'Backups',
    description: 'Of so many months the last proved backup is kept.',
    default: '12',
    parse: parseWholeNumber,
  })
  @IsWholeBetween(0, MOST_KEPT)
  readonly backupKeepMonthly!: number;
}

/** 0: off. */
function parseInterval(text: string): number {
  if (text === 'off') return 0;
  const seconds = parseDurationSeconds(text);
  if (seconds < 60) throw new RangeError('must be off or at least 1m');
  return seconds;
}
