import { Command, Option } from 'nest-commander';
import { CompaniesService } from '../../master/index.js';
import { Application } from '../application.js';
import { AbortedError, UsageError } from '../cli.errors.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';
import { plural } from '../plural.js';
import { Terminal } from '../terminal.js';

interface ResetOptions extends JsonOption {
  readonly yes?: boolean;
}

@Command({ name: 'reset', description: 'remove all companies with their databases, and all users but superusers' })
export class ResetCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
    private readonly terminal: Terminal,
  ) {
    super();
  }

  @Option({ flags: '--yes', description: 'do not ask; needed where nobody can answer' })
  parseYes(): boolean {
    return true;
  }

  override async run(_arguments: string[], options: ResetOptions): Promise<void> {
    if (!options.yes && !this.terminal.isInteractive) {
      throw new UsageError('reset removes all companies: without a terminal to ask on it needs --yes');
    }
    const companies = await this.application.get(CompaniesService);
    if (!options.yes) await this.confirm(companies);
    const removed = await companies.removeAll();
    if (options.json) this.output.json({ companiesRemoved: removed });
    else this.output.line(`Removed ${plural(removed, 'company', 'companies')}; superusers and plans stay.`);
  }

  private async confirm(companies: CompaniesService): Promise<void> {
    const count = (await companies.overview()).length;
    const what = `This removes ${plural(count, 'company', 'companies')} with all their data, for ever.`;
    if (!(await this.terminal.confirms(what))) throw new AbortedError('Nothing was removed.');
  }
}
