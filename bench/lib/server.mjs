import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { pinned, SERVER_CORE } from './pinning.mjs';

const PROBE = new URL('probe.mjs', import.meta.url).href;
const START_MS = 60_000;
const POLL_MS = 20;

/** A server in a process of its own, on the servers' core, with its standard output thrown away. */
export class Server {
  #child;
  #questions = new Map();
  #lastId = 0;

  constructor(child, url) {
    this.#child = child;
    this.url = url;
    child.on('message', ({ id, answer }) => {
      this.#questions.get(id)?.(answer);
      this.#questions.delete(id);
    });
  }

  /**
   * Starts `script` and waits until `path` is answered, with whatever status.
   * @param options.args arguments; `PORT` in them is replaced by the port.
   * @param options.environment nothing else of this process's environment is passed on.
   */
  static async start(script, { args = [], environment = {}, folder, path = '/', nodeOptions = [] }) {
    const port = await freePort();
    const scriptArgs = args.map((argument) => (argument === 'PORT' ? String(port) : argument));
    const nodeArgs = ['--import', PROBE, ...nodeOptions, script, ...scriptArgs];
    const child = spawn(...pinned(SERVER_CORE, process.execPath, nodeArgs), {
      cwd: folder,
      env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: String(port), ...environment },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const server = new Server(child, `http://127.0.0.1:${port}`);
    await server.#untilAnswering(path);
    return server;
  }

  /** Asks the probe in the server's process. */
  ask(question) {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      this.#questions.set(id, resolve);
      this.#child.send({ id, question });
    });
  }

  /** Microseconds of CPU time so far. */
  cpu() {
    return this.ask('cpu');
  }

  async stop() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGTERM');
    await once(this.#child, 'exit');
  }

  async #untilAnswering(path) {
    const deadline = performance.now() + START_MS;
    for (;;) {
      const isAnswering = await fetch(this.url + path).then(
        async (response) => {
          await response.arrayBuffer();
          return true;
        },
        () => false,
      );
      if (isAnswering) return;
      if (this.#child.exitCode !== null)
        throw new Error(`A measured server ended at its start: ${this.#child.spawnargs.at(-1)}`);
      if (performance.now() > deadline) throw new Error('A measured server does not answer');
      await sleep(POLL_MS);
    }
  }
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
