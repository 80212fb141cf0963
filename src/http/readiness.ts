import { Injectable } from '@nestjs/common';

/** One thing that must be in order for requests to be answered. Named and reasoned without paths or secrets. */
export abstract class ReadinessCheck {
  abstract readonly name: string;

  /** @returns undefined when in order, otherwise the reason as a code. */
  abstract problem(): Promise<string | undefined>;
}

export interface Readiness {
  readonly status: 'ready' | 'not-ready';
  readonly checks: Readonly<Record<string, string>>;
}

/** Whether this process should be sent requests. */
@Injectable()
export class ReadinessState {
  private readonly checks = new Set<ReadinessCheck>();
  private isStopping = false;

  add(check: ReadinessCheck): void {
    this.checks.add(check);
  }

  /** From now on not ready: whoever balances the load sends requests elsewhere. */
  stop(): void {
    this.isStopping = true;
  }

  async read(): Promise<Readiness> {
    const checks: Record<string, string> = { process: this.isStopping ? 'stopping' : 'ok' };
    for (const check of this.checks)
      checks[check.name] = await check.problem().then(
        (reason) => reason ?? 'ok',
        () => 'failed',
      );
    const isReady = Object.values(checks).every((state) => state === 'ok');
    return { status: isReady ? 'ready' : 'not-ready', checks };
  }
}
