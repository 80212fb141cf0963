import { Command } from 'nest-commander';
import { SecondFactorReset } from '../../master/index.js';
import { Application } from '../application.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';

@Command({
  name: 'reset-second-factor',
  arguments: '<login>',
  description:
    'take the second factor from somebody who lost it, by username or e-mail address; make sure first who is asking',
})
export class ResetSecondFactorCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
  ) {
    super();
  }

  override async run([login = '']: string[], options: JsonOption): Promise<void> {
    const username = await (await this.application.get(SecondFactorReset)).reset(login);
    if (options.json) this.output.json({ username });
    else this.output.line(`${username} has no second factor any more, and is signed out everywhere.`);
  }
}
