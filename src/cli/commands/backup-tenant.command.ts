import { Command, Option } from 'nest-commander';
import { COMMAND_ACTOR, MASTER_SUBJECT, TenantBackups } from '../../fleet/index.js';
import type { BackupSubject } from '../../fleet/index.js';
import { TenantDirectory } from '../../tenancy/index.js';
import { Application } from '../application.js';
import { backupOutcome, failedOutcome, outcomeLine } from '../backups/backup-lines.js';
import type { BackupOutcome } from '../backups/backup-lines.js';
import { eachSubject } from '../backups/each-subject.js';
import { CommandFailedError, ReportedFailure, UsageError } from '../cli.errors.js';
import { interruptible } from '../interruption.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';
import { Progress } from '../progress.js';
import { checkedSlug, tenantBySlug } from '../tenant-by-slug.js';

interface BackupTenantOptions extends JsonOption {
  readonly all?: boolean;
  readonly master?: boolean;
}

@Command({
  name: 'backup-tenant',
  arguments: '[slug]',
  description: "back up a company's database, or all, and prove the backup by restoring it where nobody looks",
})
export class BackupTenantCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
  ) {
    super();
  }

  @Option({ flags: '--all', description: 'all companies and the master database' })
  parseAll(): boolean {
    return true;
  }

  @Option({ flags: '--master', description: 'the master database only' })
  parseMaster(): boolean {
    return true;
  }

  override async run([slug]: string[], options: BackupTenantOptions): Promise<void> {
    const { all = false, master = false, json } = options;
    if ([slug !== undefined, all, master].filter(Boolean).length !== 1) {
      throw new UsageError('backup-tenant takes a slug such as city-hospital, --all or --master');
    }
    if (slug !== undefined) checkedSlug('backup-tenant', slug);
    const backups = await this.application.get(TenantBackups);
    if (all) return this.backUpAll(backups, json === true);
    const directory = await this.application.get(TenantDirectory);
    const subject = slug === undefined ? MASTER_SUBJECT : await tenantBySlug(directory, slug);
    const outcome = await backUp(backups, subject);
    if (json) this.output.json(outcome);
    else if (outcome.error) throw new CommandFailedError(outcome.error.code, outcome.error.detail);
    else this.output.line(outcomeLine(outcome, 'backed up to'));
    if (outcome.error) throw new ReportedFailure();
  }

  private async backUpAll(backups: TenantBackups, asJson: boolean): Promise<void> {
    const directory = await this.application.get(TenantDirectory);
    const progress = new Progress((await directory.count()) + 1);
    const outcomes: BackupOutcome[] = [];
    const isWhole = await interruptible(async (stop) => {
      for await (const subject of eachSubject(directory)) {
        if (stop.aborted) return false;
        const outcome = await backUp(backups, subject);
        outcomes.push(outcome);
        progress.clear();
        if (!asJson) this.output.line(outcomeLine(outcome, 'backed up to'));
        progress.advance(subject.slug ?? 'master database');
      }
      return true;
    });
    progress.clear();
    const failed = outcomes.filter(({ error }) => error).length;
    const counts = { backedUp: outcomes.length - failed, failed, interrupted: !isWhole };
    if (asJson) this.output.json({ backups: outcomes, ...counts });
    else this.output.line(`${counts.backedUp} backed up, ${failed} failed.${isWhole ? '' : ' Interrupted.'}`);
    if (failed > 0 || !isWhole) throw new ReportedFailure();
  }
}

async function backUp(backups: TenantBackups, subject: BackupSubject): Promise<BackupOutcome> {
  try {
    const backup = await backups.create(subject, COMMAND_ACTOR);
    return backupOutcome(subject, backup, backups.pathOf(backup));
  } catch (error) {
    return failedOutcome(subject, error);
  }
}
