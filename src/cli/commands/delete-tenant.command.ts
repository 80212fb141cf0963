import { Command, Option } from 'nest-commander';
import { COMMAND_ACTOR } from '../../fleet/index.js';
import { CompanyDeletion, CompanyErasure } from '../../master/index.js';
import { TenantDirectory } from '../../tenancy/index.js';
import { Application } from '../application.js';
import { AbortedError, UsageError } from '../cli.errors.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';
import { checkedSlug, tenantBySlug } from '../tenant-by-slug.js';
import { Terminal } from '../terminal.js';

interface DeleteTenantOptions extends JsonOption {
  readonly now?: boolean;
  readonly yes?: boolean;
}

@Command({
  name: 'delete-tenant',
  arguments: '<slug>',
  description: 'delete a company: it can only be read from now on, and is erased in 30 days; or at once, by --now',
})
export class DeleteTenantCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
    private readonly terminal: Terminal,
  ) {
    super();
  }

  @Option({ flags: '--now', description: 'erase it at once, for ever, instead of in 30 days' })
  parseNow(): boolean {
    return true;
  }

  @Option({ flags: '--yes', description: 'do not ask before --now; needed where nobody can answer' })
  parseYes(): boolean {
    return true;
  }

  override async run([slug = '']: string[], options: DeleteTenantOptions): Promise<void> {
    checkedSlug('delete-tenant', slug);
    if (options.now && !options.yes && !this.terminal.isInteractive)
      throw new UsageError('delete-tenant --now erases for ever: without a terminal to ask on it needs --yes');
    const { companyId } = await tenantBySlug(await this.application.get(TenantDirectory), slug);
    if (options.now) await this.erase(companyId, slug, options);
    else await this.delete(companyId, slug, options);
  }

  private async delete(companyId: number, slug: string, options: JsonOption): Promise<void> {
    const eraseAt = (
      await (await this.application.get(CompanyDeletion)).request(companyId, COMMAND_ACTOR)
    ).toISOString();
    if (options.json) this.output.json({ slug, eraseAt });
    else
      this.output.line(
        `${slug} can only be read from now on and is erased on ${eraseAt}; undelete-tenant takes that back.`,
      );
  }

  private async erase(companyId: number, slug: string, options: DeleteTenantOptions): Promise<void> {
    const question = `This erases ${slug} with all its data, copies and backups, for ever.`;
    if (!options.yes && !(await this.terminal.confirms(question))) throw new AbortedError('Nothing was erased.');
    const certificate = await (await this.application.get(CompanyErasure)).erase(companyId, COMMAND_ACTOR);
    if (options.json) return this.output.json({ slug, certificate });
    const removed = Object.entries(certificate.removed).map(([what, count]) => `${what}: ${count}`);
    this.output.line(`Erased ${slug} (${removed.join(', ')}). Certificate of company ${companyId} written.`);
  }
}
