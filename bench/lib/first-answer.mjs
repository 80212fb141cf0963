import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ANY_CORE, pinned } from './pinning.mjs';
import { freePort } from './server.mjs';

const PAUSE_MS = 1;
const LIMIT_MS = 60_000;

/**
 * Milliseconds from starting a program to its first answer of status 200. It runs on any core, as when somebody starts
 * it, and is stopped afterwards.
 * @param options.args arguments; `PORT` in them is replaced by the port.
 */
export async function untilFirstAnswer(script, { args = [], environment = {}, folder, path, token }) {
  const port = await freePort();
  const scriptArgs = args.map((argument) => (argument === 'PORT' ? String(port) : argument));
  const startedMs = performance.now();
  const child = spawn(...pinned(ANY_CORE, process.execPath, [script, ...scriptArgs]), {
    cwd: folder,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: String(port), ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  try {
    while ((await statusOf({ host: '127.0.0.1', port, path, headers, agent: false })) !== 200) {
      if (child.exitCode !== null || performance.now() - startedMs > LIMIT_MS)
        throw new Error(`No answer from ${script}`);
      await sleep(PAUSE_MS);
    }
    return performance.now() - startedMs;
  } finally {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

/** Undefined while nobody listens. */
function statusOf(options) {
  return new Promise((resolve) => {
    get(options, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
    }).once('error', () => resolve(undefined));
  });
}
