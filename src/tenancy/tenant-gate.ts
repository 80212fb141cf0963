import { Injectable } from '@nestjs/common';
import { TenantInMaintenanceError, TenantMigratingError } from './tenancy.errors.js';

/** Why a company is closed: its schema is being changed, or its database replaced, moved or removed. */
export type ClosedFor = 'migration' | 'maintenance';

/**
 * Which companies are closed for work on their whole database, in this process or another. Whoever knows tells it all of
 * them by `update`, or of one by `close` and `open`; requests ask, and the pool closes what is open.
 */
@Injectable()
export class TenantGate {
  private closed = new Map<number, ClosedFor>();
  private readonly listeners: ((companyId: number) => void)[] = [];
  private look: (companyId: number) => Promise<void> | undefined = () => undefined;

  /** Why the company's requests are refused now; undefined when they are not. */
  refusal(companyId: number): TenantMigratingError | TenantInMaintenanceError | undefined {
    const reason = this.closed.get(companyId);
    if (reason === undefined) return undefined;
    return reason === 'migration' ? new TenantMigratingError() : new TenantInMaintenanceError();
  }

  /** @param look has the gate told anew whether a company is closed; undefined where it is known for certain. */
  lookBeforeRefusing(look: (companyId: number) => Promise<void> | undefined): void {
    this.look = look;
  }

  /**
   * To be awaited before `refusal` by whoever can wait: what closed a company may have ended since somebody looked.
   * @returns undefined when there is nothing to wait for.
   */
  settled(companyId: number): Promise<void> | undefined {
    return this.closed.has(companyId) ? this.look(companyId) : undefined;
  }

  /** Calls `listener` for every company that is closed, or to be opened anew, from now on. */
  onClosing(listener: (companyId: number) => void): void {
    this.listeners.push(listener);
  }

  /** Has whoever comes next open a company anew: what is known of its database here is not true any more. */
  reopen(companyId: number): void {
    for (const listener of this.listeners) listener(companyId);
  }

  close(companyId: number, reason: ClosedFor): void {
    const wasOpen = !this.closed.has(companyId);
    this.closed.set(companyId, reason);
    if (wasOpen) this.reopen(companyId);
  }

  open(companyId: number): void {
    this.closed.delete(companyId);
  }

  /** @param closed all companies that are closed now. */
  update(closed: ReadonlyMap<number, ClosedFor>): void {
    const before = this.closed;
    this.closed = new Map(closed);
    for (const companyId of closed.keys()) {
      if (!before.has(companyId)) this.reopen(companyId);
    }
  }
}
