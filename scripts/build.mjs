/**
 * `npm run build`: the compiler and the pages' bundler at the same time, as neither needs what the other makes; then, of what
 * was compiled, the bundled program.
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** @returns exit code of a program of Node's, which writes where this one does. */
function run(file, ...args) {
  const child = spawn(process.execPath, [resolve(file), ...args], { stdio: 'inherit' });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done(code ?? 1));
  });
}

const compiled = run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
const pages = run('node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn');
// A start of the program, which the last step is, may not see half of the pages.
for (const code of await Promise.all([compiled, pages])) process.exitCode ||= code;
if (!process.exitCode) process.exitCode = await run('scripts/bundle.mjs');
if (!process.exitCode) process.exitCode = await run('scripts/code-cache.mjs');
