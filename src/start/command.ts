#!/usr/bin/env node
import { runKeptProgram } from './kept-program.js';

/** What programmers run loads ES modules of which it finds out the place, and a script with kept code cannot (Node 20). */
const FOR_PROGRAMMERS = new Set(['make-migrations', 'new-model']);

/* What `npx medadmin` runs. */
if (FOR_PROGRAMMERS.has(process.argv[2] ?? '')) await import('../cli/main.js');
else runKeptProgram('commands');
