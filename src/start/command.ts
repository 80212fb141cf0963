#!/usr/bin/env node
import { runKeptProgram } from './kept-program.js';

/* What `npx medadmin` runs. */
runKeptProgram('commands');
