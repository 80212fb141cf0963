import { SettingsError } from '../config/index.js';
import { CommandFailedError, ReportedFailure, UsageError } from './cli.errors.js';
import { EXIT_CODES } from './exit-codes.js';
import type { ExitCode } from './exit-codes.js';
import { failureReason } from './failure-reasons.js';
import type { FailureReason } from './failure-reasons.js';

/** How a command ended. */
export interface Ending {
  readonly exitCode: ExitCode;
  /** Absent when there is nothing (more) to say. */
  readonly reason?: FailureReason;
  /** Where to read on. */
  readonly hint?: string;
}

/** A script that lost the name of its command must notice: help alone would look like success. */
export const NO_COMMAND: Ending = { exitCode: EXIT_CODES.usage, reason: { code: 'usage', detail: 'no command given' } };

/**
 * The ending that a thrown value means.
 * @param given the arguments, for the hint.
 */
export function endingOf(thrown: unknown, given: readonly string[]): Ending {
  if (isCommanderError(thrown)) return commanderEnding(thrown, given);
  if (thrown instanceof UsageError) return usageEnding(thrown.message, given);
  if (thrown instanceof ReportedFailure) return { exitCode: EXIT_CODES.failed };
  if (thrown instanceof SettingsError) return settingsEnding(thrown);
  if (thrown instanceof CommandFailedError) {
    return { exitCode: EXIT_CODES.failed, reason: { code: thrown.code, detail: thrown.message } };
  }
  return { exitCode: EXIT_CODES.failed, reason: failureReason(thrown) };
}

/** What commander throws instead of exiting, also after it printed help or version. */
interface CommanderError extends Error {
  readonly code: string;
  readonly exitCode: number;
}

function isCommanderError(thrown: unknown): thrown is CommanderError {
  return thrown instanceof Error && String((thrown as Partial<CommanderError>).code).startsWith('commander.');
}

function commanderEnding(error: CommanderError, given: readonly string[]): Ending {
  if (error.exitCode === 0) return { exitCode: EXIT_CODES.ok };
  const oneLine = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
  return usageEnding(oneLine, error.code === 'commander.unknownCommand' ? [] : given);
}

function usageEnding(detail: string, given: readonly string[]): Ending {
  const command = given.find((word) => !word.startsWith('-'));
  const hint = `Try \`medadmin ${command === undefined ? '' : `${command} `}--help\`.`;
  return { exitCode: EXIT_CODES.usage, reason: { code: 'usage', detail }, hint };
}

function settingsEnding({ problems }: SettingsError): Ending {
  const errors = problems.map(({ name, reason }) => ({ field: name, message: reason }));
  return {
    exitCode: EXIT_CODES.settings,
    reason: { code: 'settings-invalid', detail: 'settings are not valid', errors },
  };
}
