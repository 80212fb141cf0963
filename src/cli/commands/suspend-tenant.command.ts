import { Command } from 'nest-commander';
import { COMMAND_ACTOR } from '../../fleet/index.js';
import { CompanySuspension } from '../../master/index.js';
import { TenantDirectory } from '../../tenancy/index.js';
import { Application } from '../application.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';
import { checkedSlug, tenantBySlug } from '../tenant-by-slug.js';

@Command({
  name: 'suspend-tenant',
  arguments: '<slug>',
  description: 'switch a company off: its people are signed out and cannot sign in; its data stay',
})
export class SuspendTenantCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
  ) {
    super();
  }

  override async run([slug = '']: string[], options: JsonOption): Promise<void> {
    checkedSlug('suspend-tenant', slug);
    const { companyId } = await tenantBySlug(await this.application.get(TenantDirectory), slug);
    await (await this.application.get(CompanySuspension)).suspend(companyId, COMMAND_ACTOR);
    if (options.json) this.output.json({ slug, status: 'suspended' });
    else this.output.line(`Suspended ${slug}: its people are signed out within a second.`);
  }
}
