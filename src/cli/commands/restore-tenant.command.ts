import { resolve } from 'node:path';
import { Command, Option } from 'nest-commander';
import { COMMAND_ACTOR, TenantBackups, TenantRestore } from '../../fleet/index.js';
import type { RestoredTenant } from '../../fleet/index.js';
import { TenantDirectory } from '../../tenancy/index.js';
import { Application } from '../application.js';
import { AbortedError, UsageError } from '../cli.errors.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';
import { plural } from '../plural.js';
import { Terminal } from '../terminal.js';
import { checkedSlug, tenantBySlug } from '../tenant-by-slug.js';

interface RestoreTenantOptions extends JsonOption {
  readonly yes?: boolean;
}

@Command({
  name: 'restore-tenant',
  arguments: '<slug> <file>',
  description: "put a backup in the place of a company's database, whose present state is backed up first",
})
export class RestoreTenantCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
    private readonly terminal: Terminal,
  ) {
    super();
  }

  @Option({ flags: '--yes', description: 'do not ask; needed where nobody can answer' })
  parseYes(): boolean {
    return true;
  }

  override async run([slug = '', file = '']: string[], options: RestoreTenantOptions): Promise<void> {
    checkedSlug('restore-tenant', slug);
    if (!options.yes && !this.terminal.isInteractive) {
      throw new UsageError('restore-tenant replaces data: without a terminal to ask on it needs --yes');
    }
    const tenant = await tenantBySlug(await this.application.get(TenantDirectory), slug);
    const backups = await this.application.get(TenantBackups);
    const restore = await this.application.get(TenantRestore);
    if (!options.yes) await this.confirm(slug);
    const restored = await restore.restore(tenant, resolve(file), COMMAND_ACTOR);
    const savedAs = restored.saved ? backups.pathOf(restored.saved) : null;
    if (options.json) this.output.json(documentOf(slug, restored, savedAs));
    else for (const line of linesOf(slug, restored, savedAs)) this.output.line(line);
  }

  private async confirm(slug: string): Promise<void> {
    const what = `This replaces all data of ${slug} by those of the backup; the present ones are backed up first.`;
    if (!(await this.terminal.confirms(what))) throw new AbortedError('Nothing was restored.');
  }
}

function documentOf(slug: string, restored: RestoredTenant, savedAs: string | null): Record<string, unknown> {
  const { manifest, migrated, notSaved = null } = restored;
  const { createdAt, schemaVersion, rows } = manifest;
  return { slug, backup: { createdAt, schemaVersion, rows }, migrated, savedAs, notSaved };
}

function linesOf(slug: string, restored: RestoredTenant, savedAs: string | null): string[] {
  const { manifest, migrated, notSaved } = restored;
  const state = savedAs === null ? `There was no state to save: the database was ${notSaved}.` : `Before: ${savedAs}`;
  const migrations = migrated.length > 0 ? [`Applied ${plural(migrated.length, 'migration')}.`] : [];
  return [`Restored ${slug} as it was at ${manifest.createdAt}.`, ...migrations, state];
}
