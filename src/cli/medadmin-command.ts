import { CommandRunner, Option } from 'nest-commander';

type CommanderCommand = Parameters<CommandRunner['setCommand']>[0];

/** A command that refuses what it does not know; the exit code is decided in one place, run-command-line.ts. */
export abstract class MedadminCommand extends CommandRunner {
  override setCommand(command: CommanderCommand): this {
    command.exitOverride().allowExcessArguments(false);
    return super.setCommand(command);
  }
}

export interface JsonOption {
  readonly json?: boolean;
}

/** A command that can also answer to programs. */
export abstract class ReportingCommand extends MedadminCommand {
  @Option({ flags: '--json', description: 'print one JSON document instead of text' })
  parseJson(): boolean {
    return true;
  }
}
