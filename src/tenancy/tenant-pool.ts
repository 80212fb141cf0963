import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { CompanyAudit } from '../audit/index.js';
import { traced } from '../common/index.js';
import { OpenPlaces, OpenTenantLimit } from './open-places.js';
import { CompanyQuota } from './quota/company-quota.js';
import { tenantEvictions, tenantOpening, tenantOpenings } from './tenancy-measures.js';
import { TenantGate } from './tenant-gate.js';
import { TenantOpener } from './tenant-opener.js';
import { TenantSlot } from './tenant-slot.js';

/** What is to be done in a company's database before it is closed. */
export type BeforeClosing = (companyId: number, dataSource: DataSource) => Promise<void>;

/**
 * The open tenants of this process: at most `MAX_OPEN_TENANTS`, least recently used closed first, each opened once
 * however many ask at the same time, none closed while somebody uses it.
 */
@Injectable()
export class TenantPool implements OnApplicationShutdown {
  private readonly slots = new Map<number, TenantSlot>();
  private holds = 0;
  private readonly places: OpenPlaces;
  private readonly closing: BeforeClosing[] = [];

  constructor(
    private readonly opener: TenantOpener,
    limit: OpenTenantLimit,
    private readonly gate: TenantGate,
  ) {
    this.places = new OpenPlaces(limit);
    gate.onClosing((companyId) => {
      this.retire(companyId);
    });
  }

  /** Calls `work` for every company that is about to be closed; one that fails is closed all the same. */
  beforeClosing(work: BeforeClosing): void {
    this.closing.push(work);
  }

  /** Tenants that are open or being opened. */
  get openCount(): number {
    return this.places.taken;
  }

  /**
   * Takes hold of a company's slot; the caller must `release` it. Opens nothing yet.
   * @throws TenantMigratingError, TenantInMaintenanceError while the company is closed for everybody.
   */
  hold(companyId: number): TenantSlot {
    const refusal = this.gate.refusal(companyId);
    if (refusal !== undefined) throw refusal;
    const slot = this.slots.get(companyId) ?? this.newSlot(companyId);
    slot.uses += 1;
    // Not by its place in the map: one whose entries come and go makes itself anew all the time (see Bag).
    this.holds += 1;
    slot.lastHold = this.holds;
    return slot;
  }

  /** Takes hold like `hold`, but before it refuses it waits for a look whether the company is still closed. */
  async holdWhenSettled(companyId: number): Promise<TenantSlot> {
    await this.settled(companyId);
    return this.hold(companyId);
  }

  /** See TenantGate.settled. */
  settled(companyId: number): Promise<void> | undefined {
    return this.gate.settled(companyId);
  }

  /** A company's slot, if there is one that may be held; it is not held by this. */
  known(companyId: number): TenantSlot | undefined {
    return this.gate.refusal(companyId) === undefined ? this.slots.get(companyId) : undefined;
  }

  /** Holds a slot that the caller knows to be held already. */
  retain(slot: TenantSlot): void {
    slot.uses += 1;
  }

  release(slot: TenantSlot): void {
    slot.uses -= 1;
    if (slot.uses > 0) return;
    // One that never opened holds no place; keeping it would let unknown companies fill the memory.
    if (slot.opening === undefined) this.forget(slot);
    // Retired, or let go of by its client before it was opened: nobody finds it any more, nor would close it.
    else if (this.slots.get(slot.companyId) !== slot) void this.closeSlot(slot);
    this.places.wakeOne();
  }

  /**
   * The slot's DataSource, opened now if need be. A failed opening is forgotten, so that the next request tries again.
   * @throws what TenantOpener.open throws; TooManyOpenTenantsError.
   */
  open(slot: TenantSlot): Promise<DataSource> {
    slot.opening ??= traced('tenant open', { 'medadmin.company.id': slot.companyId }, () => this.openTimed(slot));
    return slot.opening;
  }

  /** Whoever uses the company goes on to the end; then it is closed. Who comes later gets another slot. */
  private retire(companyId: number): void {
    const slot = this.slots.get(companyId);
    if (slot === undefined) return;
    this.forget(slot);
    if (slot.isIdle) void this.closeSlot(slot);
  }

  /** Closes all; the requests under way have ended by then. */
  async onApplicationShutdown(): Promise<void> {
    const open = [...this.slots.values()];
    this.slots.clear();
    await Promise.allSettled(open.map((slot) => this.closeSlot(slot)));
  }

  private async openTimed(slot: TenantSlot): Promise<DataSource> {
    const startedMs = performance.now();
    try {
      const dataSource = await this.openInPlace(slot);
      tenantOpenings.increment('opened');
      return dataSource;
    } catch (error) {
      tenantOpenings.increment('failed');
      throw error;
    } finally {
      tenantOpening.observe((performance.now() - startedMs) / 1000);
    }
  }

  private async openInPlace(slot: TenantSlot): Promise<DataSource> {
    // Its client may go meanwhile; what is half open must be neither closed nor forgotten.
    this.retain(slot);
    try {
      // Before a place is taken: a company that is not there must not have another one closed.
      const tenant = await this.opener.find(slot.companyId);
      await this.takePlace();
      const dataSource = await this.opener.open(tenant).catch((error: unknown) => {
        this.places.giveBack();
        throw error;
      });
      slot.quota = CompanyQuota.of(dataSource);
      slot.audit = CompanyAudit.of(dataSource);
      return dataSource;
    } catch (error) {
      slot.opening = undefined;
      throw error;
    } finally {
      this.release(slot);
    }
  }

  private async takePlace(): Promise<void> {
    for (;;) {
      if (this.places.take()) return;
      const oldest = this.oldestIdle();
      if (oldest === undefined) {
        await this.places.waitForChange();
        continue;
      }
      this.forget(oldest);
      tenantEvictions.increment();
      await this.closeSlot(oldest);
    }
  }

  private newSlot(companyId: number): TenantSlot {
    const slot = new TenantSlot(companyId);
    this.slots.set(companyId, slot);
    return slot;
  }

  /** Going through all of them takes a thousandth of what the opening takes that it is for. */
  private oldestIdle(): TenantSlot | undefined {
    let oldest: TenantSlot | undefined;
    for (const slot of this.slots.values())
      if (slot.isIdle && (oldest === undefined || slot.lastHold < oldest.lastHold)) oldest = slot;
    return oldest;
  }

  private forget(slot: TenantSlot): void {
    if (this.slots.get(slot.companyId) === slot) this.slots.delete(slot.companyId);
  }

  private async closeSlot(slot: TenantSlot): Promise<void> {
    const { opening } = slot;
    slot.opening = undefined;
    slot.quota = undefined;
    slot.audit = undefined;
    const dataSource = await opening?.catch(() => undefined);
    // An opening that failed gave its place back itself.
    if (dataSource === undefined) return;
    for (const work of this.closing) await work(slot.companyId, dataSource).catch(() => undefined);
    await dataSource.destroy().catch(() => undefined);
    this.places.giveBack();
  }
}
