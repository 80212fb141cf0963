import { Command, Option } from 'nest-commander';
import { AlreadyRegisteredError, SuperusersService } from '../../master/index.js';
import { Application } from '../application.js';
import { CommandFailedError } from '../cli.errors.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';
import { superuserInput } from '../superuser-input.js';
import { PASSWORD_VARIABLE, SuperuserQuestions } from '../superuser-questions.js';
import type { SuperuserOptions } from '../superuser-questions.js';

@Command({
  name: 'create-superuser',
  description: `add somebody who runs the installation; asks for what is not given. The password comes from ${PASSWORD_VARIABLE}, standard input or the keyboard, never from the command line`,
})
export class CreateSuperuserCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly questions: SuperuserQuestions,
    private readonly output: Output,
  ) {
    super();
  }

  @Option({ flags: '--username <name>', description: 'name to sign in with' })
  parseUsername(name: string): string {
    return name;
  }

  @Option({ flags: '--email <address>', description: 'e-mail address' })
  parseEmail(address: string): string {
    return address;
  }

  @Option({ flags: '--password-stdin', description: 'read the password from standard input' })
  parsePasswordStdin(): boolean {
    return true;
  }

  override async run(_arguments: string[], options: SuperuserOptions & JsonOption): Promise<void> {
    const input = await superuserInput(await this.questions.complete(options));
    const { id, username, email } = await this.create(input);
    if (options.json) this.output.json({ superuser: { id, username, email } });
    else this.output.line(`Created superuser ${username}.`);
  }

  private async create(input: Parameters<SuperusersService['create']>[0]): ReturnType<SuperusersService['create']> {
    const superusers = await this.application.get(SuperusersService);
    try {
      return await superusers.create(input);
    } catch (error) {
      if (!(error instanceof AlreadyRegisteredError)) throw error;
      throw new CommandFailedError('already-exists', 'The username or the e-mail address is taken.');
    }
  }
}
