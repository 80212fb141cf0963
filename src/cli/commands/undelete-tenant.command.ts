import { Command } from 'nest-commander';
import { COMMAND_ACTOR } from '../../fleet/index.js';
import { CompanyDeletion } from '../../master/index.js';
import { TenantDirectory } from '../../tenancy/index.js';
import { Application } from '../application.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';
import { checkedSlug, tenantBySlug } from '../tenant-by-slug.js';

@Command({
  name: 'undelete-tenant',
  arguments: '<slug>',
  description: 'take the deletion of a company back, as long as it is not erased',
})
export class UndeleteTenantCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
  ) {
    super();
  }

  override async run([slug = '']: string[], options: JsonOption): Promise<void> {
    checkedSlug('undelete-tenant', slug);
    const { companyId } = await tenantBySlug(await this.application.get(TenantDirectory), slug);
    await (await this.application.get(CompanyDeletion)).takeBack(companyId, COMMAND_ACTOR);
    if (options.json) this.output.json({ slug, eraseAt: null });
    else this.output.line(`${slug} is not deleted; everything is as it was before.`);
  }
}
