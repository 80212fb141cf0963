/** Loaded into a measured server before its own code: answers its parent's questions about the process. */
import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

const answers = {
  /** User and system time spent so far, in microseconds. */
  cpu() {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  /** Bytes in use after everything that nobody needs was collected. */
  async memory() {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc');
    for (let round = 0; round < 4; round += 1) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return process.memoryUsage();
  },
  /** Open file descriptors, but for the one that reads the list. */
  descriptors() {
    return readdirSync('/proc/self/fd').length - 1;
  },
};

// Threads of the server load it as well; they have no parent to talk to.
if (isMainThread) {
  process.on('message', async ({ id, question }) => {
    process.send({ id, answer: await answers[question]() });
  });
  // A benchmark that ended badly leaves no servers behind.
  process.on('disconnect', () => process.exit());
  // Listening must not keep a server alive that wants to end.
  process.channel.unref();
}
