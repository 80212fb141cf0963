import { createRequire } from 'node:module';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandFactory, CommandRunnerService } from 'nest-commander';
import { CliModule } from './cli.module.js';
import { endingOf, NO_COMMAND } from './endings.js';
import type { Ending } from './endings.js';
import { EXIT_CODES } from './exit-codes.js';
import type { ExitCode } from './exit-codes.js';
import { fieldLines } from './failure-reasons.js';
import { Output } from './output.js';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

/**
 * Runs one command and closes everything it opened.
 * @param given the arguments without program and script.
 */
export async function runCommandLine(given: readonly string[]): Promise<ExitCode> {
  const program = await createProgram();
  const output = program.get(Output);
  const ending = await end(program, await run(program, given));
  report(output, ending, given.includes('--json'));
  const unwritten = await output.flush();
  // A result that did not arrive, on a full disk for example, was not a success.
  return unwritten && ending.exitCode === EXIT_CODES.ok ? EXIT_CODES.failed : ending.exitCode;
}

function createProgram(): Promise<INestApplicationContext> {
  return CommandFactory.createWithoutRunning(CliModule, {
    logger: false,
    abortOnError: false,
    version,
    errorHandler: rethrow,
    serviceErrorHandler: rethrow,
    // What is wrong with the arguments is reported below, in one line.
    outputConfiguration: { writeErr: () => undefined },
  });
}

function rethrow(error: Error): never {
  throw error;
}

async function run(program: INestApplicationContext, given: readonly string[]): Promise<Ending> {
  const words = given.length > 0 ? given : ['--help'];
  try {
    await program.get(CommandRunnerService).run(['node', 'medadmin', ...words]);
    return { exitCode: EXIT_CODES.ok };
  } catch (error) {
    return given.length > 0 ? endingOf(error, given) : NO_COMMAND;
  }
}

async function end(program: INestApplicationContext, ending: Ending): Promise<Ending> {
  try {
    await program.close();
    return ending;
  } catch (error) {
    return ending.exitCode === EXIT_CODES.ok ? endingOf(error, []) : ending;
  }
}

function report(output: Output, { reason, hint }: Ending, asJson: boolean): void {
  if (reason === undefined) return;
  if (asJson) return output.json({ error: reason });
  output.note(`medadmin: ${reason.detail}`);
  for (const line of fieldLines(reason)) output.note(line);
  if (hint !== undefined) output.note(hint);
}
