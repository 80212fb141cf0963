import { Command, Option } from 'nest-commander';
import { COMMAND_ACTOR, isProved, TenantBackups } from '../../fleet/index.js';
import type { BackupSubject, FleetBackup } from '../../fleet/index.js';
import { TenantDirectory } from '../../tenancy/index.js';
import { Application } from '../application.js';
import { backupOutcome, failedOutcome, outcomeLine } from '../backups/backup-lines.js';
import type { BackupOutcome } from '../backups/backup-lines.js';
import { eachSubject } from '../backups/each-subject.js';
import { ReportedFailure } from '../cli.errors.js';
import { interruptible } from '../interruption.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';
import { checkedSlug, tenantBySlug } from '../tenant-by-slug.js';

interface VerifyBackupsOptions extends JsonOption {
  readonly company?: string;
  readonly all?: boolean;
}

@Command({
  name: 'verify-backups',
  description: 'restore backups into scratch databases and compare them; the newest of each, and those never proved',
})
export class VerifyBackupsCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
  ) {
    super();
  }

  @Option({ flags: '--company <slug>', description: 'only those of this company, e.g. city-hospital' })
  parseCompany(slug: string): string {
    return checkedSlug('--company', slug);
  }

  @Option({ flags: '--all', description: 'every backup, also those that were proved before' })
  parseAll(): boolean {
    return true;
  }

  override async run(_arguments: string[], { company, all, json }: VerifyBackupsOptions): Promise<void> {
    const directory = await this.application.get(TenantDirectory);
    const backups = await this.application.get(TenantBackups);
    const only = company === undefined ? undefined : await tenantBySlug(directory, company);
    const outcomes: BackupOutcome[] = [];
    const isWhole = await interruptible(async (stop) => {
      for await (const subject of only ? [only] : eachSubject(directory)) {
        for (const backup of chosen(await backups.of(subject), all === true)) {
          if (stop.aborted) return false;
          const outcome = await prove(backups, subject, backup);
          outcomes.push(outcome);
          if (!json) this.output.line(outcomeLine(outcome, 'proved'));
        }
      }
      return true;
    });
    const failed = outcomes.filter(({ error }) => error).length;
    const counts = { proved: outcomes.length - failed, failed, interrupted: !isWhole };
    if (json) this.output.json({ backups: outcomes, ...counts });
    else this.output.line(`${counts.proved} proved, ${failed} failed.${isWhole ? '' : ' Interrupted.'}`);
    if (failed > 0 || !isWhole) throw new ReportedFailure();
  }
}

function chosen(newestFirst: readonly FleetBackup[], all: boolean): FleetBackup[] {
  return newestFirst.filter((backup, index) => all || index === 0 || !isProved(backup));
}

async function prove(backups: TenantBackups, subject: BackupSubject, backup: FleetBackup): Promise<BackupOutcome> {
  const file = backups.pathOf(backup);
  try {
    return backupOutcome(subject, await backups.prove(subject, backup, COMMAND_ACTOR), file);
  } catch (error) {
    return { ...failedOutcome(subject, error), file };
  }
}
