import { Injectable } from '@nestjs/common';
import { isAlive } from '../common/index.js';
import { DatabaseEngine, fingerprint, Migrator } from '../database/index.js';
import type { DatabaseName } from '../database/index.js';
import { TenantSchema } from '../tenancy/index.js';

const DRAFT = /^template_draft(\d+)x\d+$/;

/**
 * The database that new companies' databases are copies of: empty, at the newest migration. Copying it costs about a
 * millisecond, running the migrations twenty-five. Its name holds the fingerprint of the migrations, so that a changed
 * program never uses an old one.
 */
@Injectable()
export class TenantTemplate {
  private ready: Promise<DatabaseName> | undefined;

  constructor(
    private readonly engine: DatabaseEngine,
    private readonly schema: TenantSchema,
    private readonly migrator: Migrator,
  ) {}

  /** Name of the template, built now if need be; a failed building is tried again at the next call. */
  async name(): Promise<DatabaseName> {
    this.ready ??= this.build().catch((error: unknown) => {
      this.ready = undefined;
      throw error;
    });
    return this.ready;
  }

  /** Removes half-made templates of processes that were killed. */
  async dropDrafts(): Promise<void> {
    for (const name of await this.engine.list('template')) {
      const pid = DRAFT.exec(name)?.[1];
      if (pid !== undefined && !isAlive(Number(pid))) await this.engine.drop(name);
    }
  }

  private async build(): Promise<DatabaseName> {
    const name: DatabaseName = `template_${fingerprint(this.schema.migrations)}`;
    if (await this.engine.exists(name)) return name;
    // Built under a name of its own: another process, or one killed half-way, must not leave a half-made template.
    const draft: DatabaseName = `template_draft${process.pid}x${Date.now()}`;
    await this.engine.create(draft);
    await this.migrator.migrate(draft);
    await this.putInPlace(draft, name);
    return name;
  }

  private async putInPlace(draft: DatabaseName, name: DatabaseName): Promise<void> {
    try {
      await this.engine.rename(draft, name);
    } catch (error) {
      await this.engine.drop(draft);
      if (!(await this.engine.exists(name))) throw error;
    }
  }
}
