import { Command, Option } from 'nest-commander';
import { CompaniesService } from '../../master/index.js';
import { Application } from '../application.js';
import { companyList } from '../company-list.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';

interface ListTenantsOptions extends JsonOption {
  readonly storage?: boolean;
}

@Command({ name: 'list-tenants', description: 'list all companies' })
export class ListTenantsCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
  ) {
    super();
  }

  @Option({ flags: '--storage', description: 'also tell how large their databases are' })
  parseStorage(): boolean {
    return true;
  }

  override async run(_arguments: string[], options: ListTenantsOptions): Promise<void> {
    const service = await this.application.get(CompaniesService);
    const companies = await (options.storage ? service.overviewWithStorage() : service.overview());
    if (options.json) this.output.json({ companies });
    else this.output.line(companyList(companies));
  }
}
