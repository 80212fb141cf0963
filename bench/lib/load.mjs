import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { LOAD_CORE, pinned } from './pinning.mjs';

const SCRIPT = new URL('load-process.mjs', import.meta.url).pathname;

/** Sends requests from a process on the core that no server has. */
export class Load {
  #child;

  constructor() {
    this.#child = spawn(...pinned(LOAD_CORE, process.execPath, [SCRIPT]), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  }

  /**
   * @param order kind `list` or `create`, url, tokens, connections, seconds.
   * @returns answers, seconds, loadCpuSeconds. Throws if any answer was not the right one.
   */
  async run(order) {
    this.#child.send(order);
    const [figures] = await once(this.#child, 'message');
    if (figures.problem) throw new Error(figures.problem);
    return figures;
  }

  stop() {
    this.#child.disconnect();
  }
}
