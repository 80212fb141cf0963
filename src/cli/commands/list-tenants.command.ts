import { Command } from 'nest-commander';
import { CompaniesService } from '../../master/index.js';
import { Application } from '../application.js';
import { companyList } from '../company-list.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';

@Command({ name: 'list-tenants', description: 'list all companies' })
export class ListTenantsCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
  ) {
    super();
  }

  override async run(_arguments: string[], options: JsonOption): Promise<void> {
    const companies = await (await this.application.get(CompaniesService)).overview();
    if (options.json) this.output.json({ companies });
    else this.output.line(companyList(companies));
  }
}
