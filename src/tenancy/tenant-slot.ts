import { ContextIdFactory } from '@nestjs/core';
import type { ContextId } from '@nestjs/core';
import type { DataSource } from 'typeorm';

/**
 * A company's place in the pool: its DI sub-tree and its DataSource, which live and end together. Whoever uses it holds
 * it; while `uses` is above zero it is neither closed nor dropped.
 */
export class TenantSlot {
  /** Key of the DI sub-tree. Nest keeps instances in weak maps by it, so dropping the slot drops the sub-tree. */
  readonly contextId: ContextId = ContextIdFactory.create();
  uses = 0;
  opening: Promise<DataSource> | undefined;

  constructor(readonly companyId: number) {}

  /** Open or being opened, and nobody uses it. */
  get isIdle(): boolean {
    return this.uses === 0 && this.opening !== undefined;
  }
}
