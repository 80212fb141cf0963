import { Command, Option } from 'nest-commander';
import { COMMAND_ACTOR } from '../../fleet/index.js';
import { CloneCompanyDto, CompanyCloning } from '../../master/index.js';
import { TenantDirectory } from '../../tenancy/index.js';
import { Application } from '../application.js';
import { checkedInput } from '../checked-input.js';
import { UsageError } from '../cli.errors.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';
import { checkedSlug, tenantBySlug } from '../tenant-by-slug.js';

interface CloneTenantOptions extends JsonOption {
  readonly anonymize?: boolean;
  readonly expires?: number;
  readonly name?: string;
}

@Command({
  name: 'clone-tenant',
  arguments: '<slug> <new-slug>',
  description: 'make a second company with the rows of one; no mails are sent for it',
})
export class CloneTenantCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
  ) {
    super();
  }

  @Option({ flags: '--anonymize', description: 'with other names, contacts and days, and without free text' })
  parseAnonymize(): boolean {
    return true;
  }

  @Option({ flags: '--expires <days>', description: 'erase it after so many days, e.g. 30d' })
  parseExpires(text: string): number {
    const days = /^(\d{1,4})d?$/.exec(text)?.[1];
    if (days === undefined) throw new UsageError('--expires takes days, such as 30d');
    return Number(days);
  }

  @Option({ flags: '--name <name>', description: 'its name; the new slug when left out' })
  parseName(name: string): string {
    return name;
  }

  override async run([slug = '', newSlug = '']: string[], options: CloneTenantOptions): Promise<void> {
    checkedSlug('clone-tenant', slug);
    checkedSlug('clone-tenant', newSlug);
    const { anonymize = false, expires, name } = options;
    const given = { slug: newSlug, anonymize, ...(expires && { expiresInDays: expires }), ...(name && { name }) };
    const input = await checkedInput(CloneCompanyDto, given);
    const { companyId } = await tenantBySlug(await this.application.get(TenantDirectory), slug);
    const clone = await (await this.application.get(CompanyCloning)).clone(companyId, input, COMMAND_ACTOR);
    const { username, password } = clone.owner;
    if (options.json) return this.output.json({ slug: newSlug, databaseName: clone.database, owner: clone.owner });
    this.output.line(`Cloned ${slug} to ${newSlug}; its owner signs in as ${username} with the password ${password}`);
  }
}
