import { IsIn } from 'class-validator';
import { MailSettings } from './mail-settings.js';
import { IsWholeBetween } from './setting-rules.js';
import { Setting } from './setting.js';
import { parseWholeNumber } from './setting-parsers.js';

/** How old and new values of a change are kept in the audit log. */
export type AuditValues = 'encrypt' | 'hash' | 'none';

/** What the audit logs of companies keep. */
export class AuditSettings extends MailSettings {
  @Setting({
    env: 'AUDIT_VALUES',
    group: 'Audit',
    description: 'How the audit log keeps old and new values: encrypt, hash (only comparable) or none.',
    default: 'encrypt',
  })
  @IsIn(['encrypt', 'hash', 'none'])
  readonly auditValues!: AuditValues;

  @Setting({
    env: 'AUDIT_RETENTION_DAYS',
    group: 'Audit',
    description: 'Days that entries of the audit log are kept; six years are 2192.',
    default: '2192',
    parse: parseWholeNumber,
  })
  @IsWholeBetween(1, 36_500)
  readonly auditRetentionDays!: number;
}
