import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'nest-commander';
import { MailDelivery } from '../../mail/index.js';
import { SubscriptionUpkeep } from '../../subscription/index.js';
import type { UpkeepReport } from '../../subscription/index.js';
import { Application } from '../application.js';
import { CommandFailedError, ReportedFailure } from '../cli.errors.js';
import { interruptible } from '../interruption.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';
import { upkeepLines } from '../upkeep-lines.js';

const PAUSE_MS = 500;
/** Longer than a lease: a process that holds it and stands still has lost it by then. */
const LONGEST_WAIT_MS = 60_000;

@Command({
  name: 'expire-trials',
  description: 'record trials and subscriptions that have ended, and send the reminders that are due',
})
export class ExpireTrialsCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
  ) {
    super();
  }

  override async run(_arguments: string[], options: JsonOption): Promise<void> {
    const upkeep = await this.application.get(SubscriptionUpkeep);
    const delivery = await this.application.get(MailDelivery);
    const report = await interruptible((stop) => this.whenFree(upkeep, stop));
    const mails = report.interrupted ? { sent: 0, failed: 0 } : await delivery.deliverDue();
    if (options.json) this.output.json({ ...report, mailsSent: mails.sent, mailsNotSent: mails.failed });
    else for (const line of upkeepLines(report, mails)) this.output.line(line);
    if (report.failed > 0 || report.interrupted || mails.failed > 0) throw new ReportedFailure();
  }

  /** A server may be at it at this moment, with the time of a moment ago. */
  private async whenFree(upkeep: SubscriptionUpkeep, stop: AbortSignal): Promise<UpkeepReport> {
    for (let waitedMs = 0; waitedMs <= LONGEST_WAIT_MS && !stop.aborted; waitedMs += PAUSE_MS) {
      const report = await upkeep.run(stop);
      if (report !== null) return report;
      await sleep(PAUSE_MS);
    }
    throw new CommandFailedError('busy', 'Another process is at it and does not come to an end; try again later.');
  }
}
