import { Injectable } from '@nestjs/common';
import { BUILT_IN_SERVERS, DatabaseEngine, ServerCatalogue } from '../../database/index.js';
import { TenantDirectory, tenantPages } from '../../tenancy/index.js';
import type { Tenant } from '../../tenancy/index.js';
import type { OperationActor } from '../operations/index.js';
import { MoveRefusedError } from './moving.errors.js';
import { TenantMoving } from './tenant-moving.js';
import type { MovedTenant } from './tenant-moving.js';

/** What became of a company on a server that is emptied. */
export interface Drained {
  readonly tenant: Tenant;
  readonly moved?: MovedTenant;
  readonly error?: unknown;
}

/** Emptying a server: each of its companies is moved, one after the other. One that cannot be moved stops no other. */
@Injectable()
export class ServerDraining {
  constructor(
    private readonly engine: DatabaseEngine,
    private readonly catalogue: ServerCatalogue,
    private readonly directory: TenantDirectory,
    private readonly moving: TenantMoving,
  ) {}

  /**
   * Companies that are moved already are not on the server any more: called again it goes on where it was broken off.
   * @param name a server of the catalogue, which gets no new companies from then on; or `sqlite` or `postgres`.
   * @param to where they go; undefined: to the open server with the most room, or where settings say.
   * @throws UnknownServerError.
   */
  async *drain(name: string, to: string | undefined, actor: OperationActor): AsyncGenerator<Drained> {
    if (!BUILT_IN_SERVERS.includes(name)) await this.catalogue.change(name, { state: 'draining' });
    for await (const page of tenantPages(this.directory)) {
      for (const tenant of await this.presumed(page, name)) {
        // Somebody else may have moved it since the page was read.
        if ((await this.moving.serverOf(tenant.companyId)) === name) yield this.move(tenant, name, to, actor);
      }
    }
  }

  /** Those of a page that were on a server a moment ago. */
  private async presumed(page: readonly Tenant[], name: string): Promise<readonly Tenant[]> {
    const [first, last] = [page[0]?.companyId ?? 0, page.at(-1)?.companyId ?? 0];
    const places = await this.catalogue.places.between(first, last);
    return page.filter(({ companyId }) => (places.get(companyId) ?? this.engine.kind) === name);
  }

  private async move(tenant: Tenant, name: string, to: string | undefined, actor: OperationActor): Promise<Drained> {
    try {
      const target = to ?? (await this.catalogue.roomiest(name)) ?? this.engine.kind;
      if (target === name) throw new MoveRefusedError('There is no other server with room.');
      return { tenant, moved: await this.moving.move(tenant, target, actor) };
    } catch (error) {
      return { tenant, error };
    }
  }
}
