import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ApiClient } from './api-client.js';

const START_MS = 30_000;

/** The built program, as `npm start` runs it, in a process of its own. */
export interface BuiltServer {
  readonly child: ChildProcess;
  readonly api: ApiClient;
  /** Kills it if it still runs. */
  kill(): Promise<void>;
}

/** Starts dist/main.js on a free port. */
export async function startBuiltServer(dataDir: string, environment: Record<string, string> = {}): Promise<BuiltServer> {
  const child = spawn(process.execPath, [join(process.cwd(), 'dist/main.js')], {
    env: { ...process.env, NODE_OPTIONS: '', DATA_DIR: dataDir, PORT: '0', RATE_LIMIT: 'off', LOG_LEVEL: 'info', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await listening(child);
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { child, api: new ApiClient(url), kill };
}

/** Reads the log up to the line that tells the address; the rest is read and dropped, or the pipe would fill. */
async function listening(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The server has no output');
  const lines = createInterface({ input: child.stdout });
  return new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error('The server did not start in time'));
    }, START_MS);
    child.once('exit', (code) => {
      reject(new Error(`The server ended with ${code} before it listened`));
    });
    lines.on('line', (line) => {
      const { url } = JSON.parse(line) as { url?: string };
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}
