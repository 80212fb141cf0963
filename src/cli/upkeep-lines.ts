import type { DeliveryReport } from '../mail/index.js';
import type { UpkeepReport } from '../subscription/index.js';
import { plural } from './plural.js';

/** What expire-trials did, for people. */
export function upkeepLines(report: UpkeepReport, mails: DeliveryReport): string[] {
  const { ended, settled, failed, interrupted } = report;
  return [
    `${plural(ended, 'trial or subscription', 'trials or subscriptions')} ended, ${plural(settled, 'other change')}.`,
    `${plural(report.mails, 'reminder')} written, ${plural(mails.sent, 'mail')} sent.`,
    ...(mails.failed > 0
      ? [`${plural(mails.failed, 'mail')} could not be sent; ${mails.failed === 1 ? 'it is' : 'they are'} tried again.`]
      : []),
    ...(failed > 0 ? [`${plural(failed, 'company', 'companies')} failed; see the log.`] : []),
    ...(interrupted ? ['Interrupted: not everything was done.'] : []),
  ];
}
