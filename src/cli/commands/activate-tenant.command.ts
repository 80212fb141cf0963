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
  name: 'activate-tenant',
  arguments: '<slug>',
  description: 'switch a suspended company on again: its people can sign in, to all that was there',
})
export class ActivateTenantCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
  ) {
    super();
  }

  override async run([slug = '']: string[], options: JsonOption): Promise<void> {
    checkedSlug('activate-tenant', slug);
    const { companyId } = await tenantBySlug(await this.application.get(TenantDirectory), slug);
    await (await this.application.get(CompanySuspension)).activate(companyId, COMMAND_ACTOR);
    if (options.json) this.output.json({ slug, status: 'active' });
    else this.output.line(`Activated ${slug}: its people can sign in again.`);
  }
}
