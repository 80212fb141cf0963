import type { ReadinessCheck } from '../common/index.js';

export interface Readiness {
  readonly status: 'ready' | 'not-ready';
  readonly checks: Readonly<Record<string, string>>;
}

/** Whether this process should be sent requests. */
export class ReadinessState {
  private isStopping = false;

  constructor(private readonly checks: readonly ReadinessCheck[]) {}

  /** From now on not ready: whoever balances the load sends requests elsewhere. */
  stop(): void {
    this.isStopping = true;
  }

  async read(): Promise<Readiness> {
    const states = await Promise.all(this.checks.map(async (check) => [check.name, await stateOf(check)] as const));
    const checks = { process: this.isStopping ? 'stopping' : OK, ...Object.fromEntries(states) };
    const isReady = Object.values(checks).every((state) => state === OK);
    return { status: isReady ? 'ready' : 'not-ready', checks };
  }
}

const OK = 'ok';

/** A check that fails to say is a check that fails; its error may hold paths and stays here. */
async function stateOf(check: ReadinessCheck): Promise<string> {
  return check.problem().then(
    (reason) => reason ?? OK,
    () => 'failed',
  );
}
