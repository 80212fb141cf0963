#!/usr/bin/env node
import 'reflect-metadata';
import { inheritedArguments } from './parent-processes.js';
import { runCommandLine } from './run-command-line.js';

const given = process.argv.slice(2);
// Set, not exited with: what is still on its way to a pipe is written first.
process.exitCode = await runCommandLine(given.length > 0 ? given : inheritedArguments());
