import { Injectable } from '@nestjs/common';
import { UsageError } from './cli.errors.js';
import { Output } from './output.js';
import { passwordFromStandardInput } from './password-input.js';
import { problemsOf } from './superuser-input.js';
import type { SuperuserField } from './superuser-input.js';
import { Terminal } from './terminal.js';

export const PASSWORD_VARIABLE = 'MEDADMIN_SUPERUSER_PASSWORD';

export interface SuperuserOptions {
  readonly username?: string;
  readonly email?: string;
  readonly passwordStdin?: boolean;
}

/** Where the data of a superuser come from: options, environment or standard input, and the person at the terminal. */
@Injectable()
export class SuperuserQuestions {
  constructor(
    private readonly terminal: Terminal,
    private readonly output: Output,
  ) {}

  /** @throws UsageError when something is missing and nobody can be asked; AbortedError. */
  async complete(options: SuperuserOptions): Promise<Record<SuperuserField, string>> {
    if (!this.terminal.isInteractive) this.refuseIfIncomplete(options);
    const given = options.passwordStdin ? await passwordFromStandardInput() : passwordFromEnvironment();
    const username = options.username ?? (await this.askValid('username', 'Username: '));
    const email = options.email ?? (await this.askValid('email', 'E-mail address: '));
    return { username, email, password: given ?? (await this.askPassword()) };
  }

  private refuseIfIncomplete(options: SuperuserOptions): void {
    const missing = [
      ...(options.username === undefined ? ['--username'] : []),
      ...(options.email === undefined ? ['--email'] : []),
      ...(options.passwordStdin || passwordFromEnvironment() !== undefined
        ? []
        : [`--password-stdin or ${PASSWORD_VARIABLE}`]),
    ];
    if (missing.length > 0) throw new UsageError(`without a terminal to ask on, give ${missing.join(', ')}`);
  }

  private async askValid(field: SuperuserField, question: string): Promise<string> {
    for (;;) {
      const answer = await this.terminal.ask(question);
      if (await this.isValid(field, answer)) return answer;
    }
  }

  private async askPassword(): Promise<string> {
    for (;;) {
      const password = await this.terminal.askSecret('Password: ');
      if (!(await this.isValid('password', password))) continue;
      if (password === (await this.terminal.askSecret('Password again: '))) return password;
      this.output.note('The two passwords are not the same.');
    }
  }

  private async isValid(field: SuperuserField, answer: string): Promise<boolean> {
    const problems = await problemsOf(field, answer);
    for (const problem of problems) this.output.note(`  ${problem.field} ${problem.message}`);
    return problems.length === 0;
  }
}

/** An empty variable counts as unset, like those of the settings. */
function passwordFromEnvironment(): string | undefined {
  const password = process.env[PASSWORD_VARIABLE];
  return password === '' ? undefined : password;
}
