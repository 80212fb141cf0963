import { IsIn, Validate, ValidateIf } from 'class-validator';
import { IsMailUrl, IsSender } from './setting-rules.js';
import { Setting } from './setting.js';
import { BillingSettings } from './billing-settings.js';

/** How mails leave. */
export class MailSettings extends BillingSettings {
  @Setting({
    env: 'MAIL_TRANSPORT',
    group: 'Mail',
    description: 'file writes mails into DATA_DIR/outgoing_mail/, smtp sends them.',
    default: 'file',
  })
  @IsIn(['file', 'smtp'])
  readonly mailTransport!: 'file' | 'smtp';

  @Setting({
    env: 'SMTP_URL',
    group: 'Mail',
    description: 'smtps://user:password@mail.example.com:465; needed for MAIL_TRANSPORT=smtp.',
    sensitive: true,
  })
  @ValidateIf((settings: MailSettings) => settings.mailTransport === 'smtp' || settings.smtpUrl !== undefined)
  @Validate(IsMailUrl)
  readonly smtpUrl?: string;

  @Setting({
    env: 'MAIL_FROM',
    group: 'Mail',
    description: 'Sender of mails: an address, or a name and an address in angle brackets.',
    default: 'medadmin <no-reply@localhost>',
  })
  @Validate(IsSender)
  readonly mailFrom!: string;
}
