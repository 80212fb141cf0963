import type { AuditEvent } from '../../audit/index.js';

/** What an answer shows of a company's data. */
export interface Shown {
  readonly companyId: number;
  /** Called once, before the answer leaves. */
  readonly describe: () => AuditEvent;
}

interface Waiting extends Shown {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Has what the answers of one step show recorded in one go. Between two answers lies the operating system's part of sending the
 * first: one after the other, recording takes three times as long, because the processor fetches all of it anew.
 */
export class ShownTogether {
  private readonly waiting: Waiting[] = [];

  /** @param record returns when all is on record, or fails for all of them. */
  constructor(private readonly record: (all: readonly Shown[]) => Promise<unknown> | undefined) {}

  /** @returns when it is on record. @throws what recording throws. */
  add(companyId: number, describe: () => AuditEvent): Promise<void> {
    return new Promise((resolve, reject) => {
      // Behind everything that goes on now without waiting for anybody else.
      if (this.waiting.push({ companyId, describe, resolve, reject }) === 1) process.nextTick(this.recordAll);
    });
  }

  private readonly recordAll = (): void => {
    const all = this.waiting.splice(0);
    const succeed = (): void => {
      for (const { resolve } of all) resolve();
    };
    const fail = (error: unknown): void => {
      for (const { reject } of all) reject(error);
    };
    try {
      const recorded = this.record(all);
      if (recorded === undefined) succeed();
      else recorded.then(succeed, fail);
    } catch (error) {
      fail(error);
    }
  };
}
