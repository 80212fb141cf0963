import { Command, Option } from 'nest-commander';
import { tenantDatabaseName } from '../../database/index.js';
import { COMMAND_ACTOR } from '../../fleet/index.js';
import { CompanyRenaming, RenameCompanyDto } from '../../master/index.js';
import { TenantDirectory } from '../../tenancy/index.js';
import { Application } from '../application.js';
import { checkedInput } from '../checked-input.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';
import { checkedSlug, tenantBySlug } from '../tenant-by-slug.js';

interface RenameTenantOptions extends JsonOption {
  readonly name?: string;
}

@Command({
  name: 'rename-tenant',
  arguments: '<slug> <new-slug>',
  description: 'give a company another slug, and its database the name that goes with it; sessions go on',
})
export class RenameTenantCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
  ) {
    super();
  }

  @Option({ flags: '--name <name>', description: 'the name that people read; it stays when left out' })
  parseName(name: string): string {
    return name;
  }

  override async run([slug = '', newSlug = '']: string[], options: RenameTenantOptions): Promise<void> {
    checkedSlug('rename-tenant', slug);
    checkedSlug('rename-tenant', newSlug);
    const input = await checkedInput(RenameCompanyDto, { slug: newSlug, ...(options.name && { name: options.name }) });
    const { companyId } = await tenantBySlug(await this.application.get(TenantDirectory), slug);
    await (await this.application.get(CompanyRenaming)).rename(companyId, input, COMMAND_ACTOR);
    const databaseName = tenantDatabaseName(newSlug);
    if (options.json) this.output.json({ slug: newSlug, databaseName });
    else this.output.line(`Renamed ${slug} to ${newSlug}; its database is ${databaseName} now.`);
  }
}
