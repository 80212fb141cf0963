// @engine none: about threads of the process.
import { getPriority, constants } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';

const MODULE = pathToFileURL(join(process.cwd(), 'dist/common/background-thread.js')).href;
const THREAD = `
  const { getPriority } = require('node:os');
  const { parentPort } = require('node:worker_threads');
  void import(${JSON.stringify(MODULE)}).then(({ workInBackground }) => {
    workInBackground();
    parentPort.postMessage(getPriority());
  });
`;

describe('A thread in the background', () => {
  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('comes behind all others, and the rest of the process stays as it was', async () => {
    const before = getPriority();
    const thread = new Worker(THREAD, { eval: true });
    const priority = await new Promise((resolve) => thread.once('message', resolve));
    expect({ priority, process: getPriority() }).toEqual({
      priority: constants.priority.PRIORITY_LOW,
      process: before,
    });
    await thread.terminate();
  });
});
