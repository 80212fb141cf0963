#!/usr/bin/env node
import 'reflect-metadata';
import { EXIT_CODES } from './exit-codes.js';
import { inheritedArguments } from './parent-processes.js';
import { runCommandLine } from './run-command-line.js';

// Databases and keys are for this user only.
process.umask(0o077);
const given = process.argv.slice(2);
// Until it has ended: if nothing is left to be waited for before, it has not done its work.
process.exitCode = EXIT_CODES.failed;
/** When the command has ended. A promise, because a script whose compiled code is kept cannot wait for one at its top. */
export const ended = runCommandLine(given.length > 0 ? given : inheritedArguments()).then((code) => {
  // Set, not exited with: what is still on its way to a pipe is written first.
  process.exitCode = code;
});
