import { runKeptProgram } from './kept-program.js';

/* What `npm start` runs. */
runKeptProgram('server');
