import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock, isTagGone, processTag } from '../common/index.js';
import { DatabaseEngine, fingerprint, Leases, Migrator } from '../database/index.js';
import type { DatabaseName, Lease } from '../database/index.js';
import { TenantSchema } from '../tenancy/index.js';
import { TemplateBusyError, WrongTemplateError } from './fleet.errors.js';

const DRAFT = /^template_draft([0-9a-f]+x\d+)x[0-9a-z]+$/;
const RADIX = 36;
const LEASE = 'tenant-template';
/** How long another process's building is waited for, in milliseconds; it takes a twentieth of a second. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 20;
/** Age, in milliseconds, from which on templates of other versions are removed: a release is rolled out by then. */
const OLD_MS = 24 * 3_600_000;

/**
 * The database that new companies' databases are copies of: empty, at the newest migration. Copying it costs about a
 * millisecond, running the migrations twenty-five. Its name holds the fingerprint of the migrations, so that a changed
 * program never uses an old one. Every process looks once at what is really in it: what is there by mistake or malice
 * would be in every new company.
 */
@Injectable()
export class TenantTemplate {
  private ready: Promise<DatabaseName> | undefined;

  constructor(
    private readonly engine: DatabaseEngine,
    private readonly schema: TenantSchema,
    private readonly migrator: Migrator,
    private readonly leases: Leases,
    private readonly clock: Clock,
  ) {}

  /**
   * Name of the template, built now if there is none or not a right one; a failed building is tried again at the next call.
   * @throws TemplateBusyError, WrongTemplateError; the engine's own errors.
   */
  async name(): Promise<DatabaseName> {
    this.ready ??= this.prepare().catch((error: unknown) => {
      this.ready = undefined;
      throw error;
    });
    return this.ready;
  }

  /** Removes half-made templates of processes that were killed. */
  async dropDrafts(): Promise<void> {
    for (const name of await this.engine.list('template')) {
      const tag = DRAFT.exec(name)?.[1];
      if (tag !== undefined && isTagGone(tag)) await this.engine.drop(name);
    }
  }

  private async prepare(): Promise<DatabaseName> {
    const name: DatabaseName = `template_${fingerprint(this.schema.migrations)}`;
    const deadlineMs = performance.now() + PATIENCE_MS;
    while (!(await this.isRight(name))) {
      const lease = await this.leases.acquire(LEASE);
      if (lease !== null) {
        await this.build(name, lease).finally(() => this.leases.release(lease));
        break;
      }
      if (performance.now() > deadlineMs) throw new TemplateBusyError();
      await sleep(PAUSE_MS);
    }
    return name;
  }

  private isRight(name: DatabaseName): Promise<boolean> {
    return this.engine.loadTemplate(name, this.migrator.steps);
  }

  private async build(name: DatabaseName, lease: Lease): Promise<void> {
    // Somebody else may have built it before this process got the lease.
    if (await this.isRight(name)) return;
    // Under a name of its own: one killed half-way must not leave a half-made template.
    const draft: DatabaseName = `template_draft${processTag()}x${Date.now().toString(RADIX)}`;
    try {
      await this.engine.create(draft);
      await this.migrator.migrate(draft);
      await this.leases.renew(lease);
      await this.engine.drop(name);
      await this.engine.rename(draft, name);
    } catch (error) {
      await this.engine.drop(draft);
      throw error;
    }
    if (!(await this.isRight(name))) throw new WrongTemplateError(name);
    await this.dropOld(name);
  }

  /** Others make theirs anew if they should still need it. */
  private async dropOld(current: DatabaseName): Promise<void> {
    for (const name of await this.engine.list('template')) {
      if (name === current || DRAFT.test(name)) continue;
      const writtenAt = await this.engine.writtenAt(name);
      if (writtenAt && this.clock.now().getTime() - writtenAt.getTime() > OLD_MS) await this.engine.drop(name);
    }
  }
}
