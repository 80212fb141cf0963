import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, LessThanOrEqual } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Clock, isGone, workIdentity } from '../../common/index.js';
import { LeaseLostError } from './leases.errors.js';
import { LeaseRow } from './lease-row.entity.js';

/** How long a holder that tells nothing keeps a lease, in milliseconds. */
export const LEASE_TTL_MS = 30_000;

/** The right to do a work of which there must be one at a time. */
export interface Lease {
  readonly name: string;
  /** Grows with every change of hands: of two who think that they have the lease, the one with the larger number does. */
  readonly token: number;
}

/**
 * Leases in the master database, for work that several processes could do but one should. A holder may be late: stopped
 * for a minute, it goes on as if no time had passed. So every transaction of the work renews the lease in itself, which
 * fails when somebody has taken it over, and keeps everybody from doing so until the transaction has ended.
 */
@Injectable()
export class Leases {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Takes the lease, if it is free, was not renewed for 30 seconds, or its holder is dead; null when it is held. */
  async acquire(name: string): Promise<Lease | null> {
    const leases = this.master.getRepository(LeaseRow);
    const { token: last, owner: holder } = (await leases.findOneBy({ name })) ?? (await this.create(name));
    const isFree = isGone(holder) ? { owner: holder } : { expiresAt: LessThanOrEqual(this.clock.now()) };
    const token = last + 1;
    const taken = { owner: workIdentity(), token, expiresAt: this.expiry() };
    const { affected } = await leases.update({ name, token: last, ...isFree }, taken);
    return affected === 1 ? { name, token } : null;
  }

  /**
   * Keeps the lease for another 30 seconds.
   * @param manager that of the transaction whose effect needs the lease.
   * @throws LeaseLostError when another process has it.
   */
  async renew({ name, token }: Lease, manager: EntityManager = this.master.manager): Promise<void> {
    const { affected } = await manager.update(LeaseRow, { name, token }, { expiresAt: this.expiry() });
    if (affected !== 1) throw new LeaseLostError(name);
  }

  /** Gives the lease back before its time; one that another process has meanwhile is left alone. */
  async release({ name, token }: Lease): Promise<void> {
    await this.master.getRepository(LeaseRow).update({ name, token }, { expiresAt: this.clock.now() });
  }

  private async create(name: string): Promise<Pick<LeaseRow, 'token' | 'owner'>> {
    const row = { name, owner: '', token: 0, expiresAt: new Date(0) };
    await this.master.createQueryBuilder().insert().into(LeaseRow).values(row).orIgnore().updateEntity(false).execute();
    return row;
  }

  private expiry(): Date {
    return new Date(this.clock.now().getTime() + LEASE_TTL_MS);
  }
}
