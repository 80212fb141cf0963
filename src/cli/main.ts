#!/usr/bin/env node
import 'reflect-metadata';
import { inheritedArguments } from './parent-processes.js';
import { runCommandLine } from './run-command-line.js';

// Databases and keys are for this user only.
process.umask(0o077);
const given = process.argv.slice(2);
// Set, not exited with: what is still on its way to a pipe is written first.
process.exitCode = await runCommandLine(given.length > 0 ? given : inheritedArguments());
