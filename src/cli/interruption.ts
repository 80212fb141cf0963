/** Signals that ask a program to stop. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs work that consists of many steps, so that a signal ends it between two of them: `work` looks at the signal it is
 * given. Asked a second time, the process dies at once, as it would have.
 */
export async function interruptible<Result>(work: (stop: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const stop = (): void => {
    leave();
    controller.abort();
  };
  const leave = (): void => SIGNALS.forEach((signal) => process.removeListener(signal, stop));
  SIGNALS.forEach((signal) => process.on(signal, stop));
  try {
    return await work(controller.signal);
  } finally {
    leave();
  }
}
