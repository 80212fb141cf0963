import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { ArchiveImports, Archives, assertStorage, Operations } from '../../fleet/index.js';
import type { ImportedRows, OpenArchive } from '../../fleet/index.js';
import { planLimits, PlansService } from '../../subscription/index.js';
import type { Plan } from '../../subscription/index.js';
import type { Tenant } from '../../tenancy/index.js';
import { UnknownPlanError } from '../master.errors.js';
import { CompanyFounding } from './company-founding.js';
import type { Founded, FirstOwner } from './company-founding.js';
import { companyFor } from './held-company.js';
import { profileOf } from './imported-profile.js';

/** How a company is to be made of an archive. */
export interface ImportRequest {
  /** Those of the archive when left out. */
  readonly name?: string | undefined;
  /** Found from the name when left out. */
  readonly slug?: string | undefined;
  readonly planCode: string;
  readonly owner?: FirstOwner | undefined;
}

/** Making companies of exports, and filling those that are there. */
@Injectable()
export class CompanyImport {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly plans: PlansService,
    private readonly operations: Operations,
    private readonly archives: Archives,
    private readonly imports: ArchiveImports,
    private readonly founding: CompanyFounding,
  ) {}

  /**
   * @param path of the ZIP file; anybody may have made it.
   * @throws ArchiveRefusedError, AlreadyRegisteredError, UnknownPlanError, PlanLimitReachedError, ValidationError; nothing of
   *   the company is left then.
   */
  async found(path: string, request: ImportRequest, actor: string): Promise<Founded> {
    const plan = await this.plans.findPublic(request.planCode);
    if (plan === null) throw new UnknownPlanError();
    return this.archives.use(path, (archive) => this.make(archive, plan, request, actor));
  }

  /**
   * Fills a company that is there: an empty one, or by `isMerge` any.
   * @throws ArchiveRefusedError, NotEmptyError, PlanLimitReachedError, IllegalLifeStepError, TenantLockedError; nothing is
   *   changed then.
   */
  async into(tenant: Tenant, path: string, isMerge: boolean, actor: string): Promise<ImportedRows> {
    await companyFor(this.master.manager, tenant.companyId, 'fill');
    return this.imports.into(tenant, path, isMerge, actor);
  }

  private async make(archive: OpenArchive, plan: Plan, request: ImportRequest, actor: string): Promise<Founded> {
    const { name, slug, owner = {} } = request;
    const profile = profileOf(archive.manifest.company, name);
    const limits = planLimits(plan);
    assertStorage(archive, limits);
    const terms = { plan, billingCycle: 'monthly' as const, timeZone: null, owner };
    return this.founding.found({ ...profile, slug, ...terms }, (tenant) =>
      this.operations.run({ kind: 'import', company: tenant, actor }, () =>
        this.archives.unpack(archive, tenant, limits),
      ),
    );
  }
}
