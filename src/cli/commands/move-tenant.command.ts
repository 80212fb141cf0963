import { Command, Option } from 'nest-commander';
import { COMMAND_ACTOR, TenantMoving } from '../../fleet/index.js';
import type { MovedTenant } from '../../fleet/index.js';
import { TenantDirectory } from '../../tenancy/index.js';
import { Application } from '../application.js';
import { UsageError } from '../cli.errors.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';
import { plural } from '../plural.js';
import { checkedServer } from '../server-lines.js';
import { checkedSlug, tenantBySlug } from '../tenant-by-slug.js';

interface MoveTenantOptions extends JsonOption {
  readonly to?: string;
  readonly confirm?: boolean;
}

@Command({
  name: 'move-tenant',
  arguments: '<slug>',
  description: "move a company's database to another server; the former one is kept until that is confirmed",
})
export class MoveTenantCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
  ) {
    super();
  }

  @Option({ flags: '--to <server>', description: 'name of a server, or sqlite or postgres' })
  parseTo(server: string): string {
    return checkedServer('--to', server);
  }

  @Option({ flags: '--confirm', description: 'remove what the company was moved away from' })
  parseConfirm(): boolean {
    return true;
  }

  override async run([slug = '']: string[], { to, confirm = false, json }: MoveTenantOptions): Promise<void> {
    checkedSlug('move-tenant', slug);
    if ((to === undefined) !== confirm) throw new UsageError('move-tenant takes either --to or --confirm');
    const tenant = await tenantBySlug(await this.application.get(TenantDirectory), slug);
    if (to === undefined) {
      const removed = await (await this.application.get(TenantMoving)).confirm(tenant.companyId);
      if (json) this.output.json({ slug, removed });
      else this.output.line(`Removed ${plural(removed, 'former database')} of ${slug}.`);
      return;
    }
    const moved = await (await this.application.get(TenantMoving)).move(tenant, to, COMMAND_ACTOR);
    if (json) this.output.json({ slug, ...rounded(moved) });
    else for (const line of linesOf(slug, rounded(moved))) this.output.line(line);
  }
}

function rounded(moved: MovedTenant): MovedTenant {
  return { ...moved, readOnlyMs: Math.round(moved.readOnlyMs), closedMs: Math.round(moved.closedMs) };
}

function linesOf(slug: string, { from, to, tables, readOnlyMs, closedMs }: MovedTenant): string[] {
  const compared = Object.entries(tables).map(
    ([table, { rows, checksum }]) => `  ${table}: ${plural(rows, 'row')}, ${checksum}`,
  );
  return [
    `Moved ${slug} from ${from} to ${to}. Both sides are the same:`,
    ...compared,
    `It could only be read for ${readOnlyMs} ms, and was closed for ${closedMs} ms of them.`,
    `Its former database is kept; move-tenant ${slug} --confirm removes it.`,
  ];
}
