import { Injectable } from '@nestjs/common';
import { AuditKeyring, RecordCheck } from '../../audit/index.js';
import type { RecordsReport } from '../../audit/index.js';
import { DatabaseEngine, Migrator } from '../../database/index.js';
import { TenantSchema, WORKING_TABLES } from '../../tenancy/index.js';
import type { Tenant } from '../../tenancy/index.js';

/** Looks whether companies' records are what their audit logs tell of them. */
@Injectable()
export class RecordVerification {
  constructor(
    private readonly engine: DatabaseEngine,
    private readonly keyring: AuditKeyring,
    private readonly migrator: Migrator,
    private readonly schema: TenantSchema,
  ) {}

  /**
   * Goes through all of a company's log and all of its records, which may be written to meanwhile. Needs memory for what the
   * log tells of them.
   * @throws DatabaseMissingError, ForeignDatabaseError, DatabaseUnreadableError.
   */
  async verify({ companyId, database }: Tenant): Promise<RecordsReport> {
    const engine = await this.engine.holding(companyId);
    const dataSource = engine.dataSource(database, { entities: this.schema.entities, stamp: companyId });
    await dataSource.initialize();
    try {
      const migrations = this.migrator.stepsFor(engine).map(({ name, up }) => ({ name, statements: up }));
      return await new RecordCheck(dataSource, this.keyring.of(companyId), WORKING_TABLES, migrations).run();
    } finally {
      await dataSource.destroy();
    }
  }
}
