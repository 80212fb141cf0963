import { Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { TenantDirectory } from '../tenant-directory.js';
import { TenantPool } from '../tenant-pool.js';

/** Going into companies' databases for their logs. */
@Injectable()
export class CompanyVisits {
  constructor(
    private readonly pool: TenantPool,
    private readonly directory: TenantDirectory,
  ) {}

  /** @throws what opening the company throws, and what `work` throws. */
  async enter<T>(companyId: number, work: (dataSource: DataSource) => Promise<T>): Promise<T> {
    const slot = await this.pool.holdWhenSettled(companyId);
    try {
      return await work(await this.pool.open(slot));
    } finally {
      this.pool.release(slot);
    }
  }

  /** Whether the company is there, in use or not; of one that is not, nothing can be recorded any more. */
  async isThere(companyId: number): Promise<boolean> {
    const [next] = await this.directory.after(companyId - 1, 1);
    return next?.companyId === companyId;
  }
}
