import { Command, Option } from 'nest-commander';
import { COMMAND_ACTOR, TenantEncryption } from '../../fleet/index.js';
import { TenantDirectory, tenantPages } from '../../tenancy/index.js';
import type { Tenant } from '../../tenancy/index.js';
import { Application } from '../application.js';
import { ReportedFailure } from '../cli.errors.js';
import { failureReason } from '../failure-reasons.js';
import type { FailureReason } from '../failure-reasons.js';
import { interruptible } from '../interruption.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';
import { checkedSlug, tenantBySlug } from '../tenant-by-slug.js';

interface EncryptTenantsOptions extends JsonOption {
  readonly company?: string;
  readonly newKeys?: boolean;
}

interface Encrypted {
  readonly slug: string;
  readonly status: 'encrypted' | 'as-it-was' | 'failed';
  readonly error?: FailureReason;
}

@Command({
  name: 'encrypt-tenants',
  description: 'encrypt the databases of all companies that are not encrypted yet, each with a key of its own',
})
export class EncryptTenantsCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
  ) {
    super();
  }

  @Option({ flags: '--company <slug>', description: 'only this one, e.g. city-hospital' })
  parseCompany(slug: string): string {
    return checkedSlug('--company', slug);
  }

  @Option({ flags: '--new-keys', description: 'give those that are encrypted another key' })
  parseNewKeys(): boolean {
    return true;
  }

  override async run(_arguments: string[], { company, newKeys = false, json }: EncryptTenantsOptions): Promise<void> {
    const directory = await this.application.get(TenantDirectory);
    const encryption = await this.application.get(TenantEncryption);
    const only = company === undefined ? undefined : await tenantBySlug(directory, company);
    const outcomes: Encrypted[] = [];
    const isWhole = await interruptible(async (stop) => {
      for await (const page of only ? [[only]] : tenantPages(directory)) {
        for (const tenant of page) {
          if (stop.aborted) return false;
          const outcome = await encrypt(encryption, tenant, newKeys);
          outcomes.push(outcome);
          if (!json && outcome.status !== 'as-it-was') this.output.line(lineOf(outcome));
        }
      }
      return true;
    });
    this.report(outcomes, isWhole, json === true);
  }

  /** @throws ReportedFailure unless all are encrypted. */
  private report(outcomes: readonly Encrypted[], isWhole: boolean, asJson: boolean): void {
    const count = (status: Encrypted['status']): number => outcomes.filter((each) => each.status === status).length;
    const counts = { encrypted: count('encrypted'), asTheyWere: count('as-it-was'), failed: count('failed') };
    if (asJson) this.output.json({ companies: outcomes, ...counts, interrupted: !isWhole });
    else {
      const { encrypted, asTheyWere, failed } = counts;
      const end = isWhole ? '' : ' Interrupted; run it again to go on.';
      this.output.line(`${encrypted} encrypted, ${asTheyWere} were already, ${failed} failed.${end}`);
    }
    if (counts.failed > 0 || !isWhole) throw new ReportedFailure();
  }
}

async function encrypt(encryption: TenantEncryption, tenant: Tenant, anew: boolean): Promise<Encrypted> {
  const { slug } = tenant;
  try {
    return { slug, status: (await encryption.encrypt(tenant, COMMAND_ACTOR, anew)) ? 'encrypted' : 'as-it-was' };
  } catch (error) {
    return { slug, status: 'failed', error: failureReason(error) };
  }
}

function lineOf({ slug, error }: Encrypted): string {
  return error === undefined ? `${slug}: encrypted` : `${slug}: ${error.detail}`;
}
