import { Command } from 'nest-commander';
import { MasterDatabase } from '../../database/index.js';
import { Application } from '../application.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';

@Command({ name: 'migrate', description: 'bring the master database up to date; on a fresh machine, create it' })
export class MigrateCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
  ) {
    super();
  }

  override async run(_arguments: string[], options: JsonOption): Promise<void> {
    // Whoever switched this off for the server wants it done by this command.
    process.env.MIGRATE_ON_START = 'on';
    const master = await this.application.get(MasterDatabase);
    const applied = master.appliedAtStart;
    if (options.json) return this.output.json({ applied });
    for (const name of applied) this.output.line(`Applied ${name}`);
    this.output.line(
      applied.length === 0 ? 'The master database is up to date.' : 'The master database is now up to date.',
    );
  }
}
