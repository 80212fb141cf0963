import { Injectable } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { contextFor } from './tenant-context.js';
import { TenantPool } from './tenant-pool.js';

/** Entering a tenant outside of a request: for commands and schedules. */
@Injectable()
export class Tenancy {
  constructor(
    private readonly modules: ModuleRef,
    private readonly pool: TenantPool,
  ) {}

  /**
   * Runs `work` with the `service` of one company's DI sub-tree, the same that its requests use. The company stays open
   * until `work` has ended.
   * @throws what opening the company throws (see TenantOpener), and what `work` throws.
   */
  async run<Service extends object, Result>(
    company: { readonly companyId: number },
    service: Type<Service>,
    work: (service: Service) => Promise<Result>,
  ): Promise<Result> {
    const slot = await this.pool.holdWhenSettled(company.companyId);
    try {
      const contextId = contextFor({ slot });
      this.modules.registerRequestByContextId(contextId.payload, contextId);
      return await work(await this.modules.resolve(service, contextId, { strict: false }));
    } finally {
      this.pool.release(slot);
    }
  }
}
