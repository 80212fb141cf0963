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
  private readonly ready = new Map<DatabaseEngine, Promise<DatabaseName>>();

  constructor(
    private readonly engine: DatabaseEngine,
    private readonly schema: TenantSchema,
    private readonly migrator: Migrator,
    private readonly leases: Leases,
    private readonly clock: Clock,
  ) {}

  /**
   * Name of the template on a server, built now if there is none or not a right one; a failed building is tried again at the next call.
   * @throws TemplateBusyError, WrongTemplateError; the engine's own errors.
   */
  async name(engine: DatabaseEngine = this.engine): Promise<DatabaseName> {
    const ready =
      this.ready.get(engine) ??
      this.prepare(engine).catch((error: unknown) => {
        this.ready.delete(engine);
        throw error;
      });
    this.ready.set(engine, ready);
    return ready;
  }

  /** Removes half-made templates of processes that were killed. */
  async dropDrafts(): Promise<void> {
    await this.engine.eachServer(async (engine) => {
      for (const name of await engine.list('template')) {
        const tag = DRAFT.exec(name)?.[1];
        if (tag !== undefined && isTagGone(tag)) await engine.drop(name);
      }
    });
  }

  private async prepare(engine: DatabaseEngine): Promise<DatabaseName> {
    const name: DatabaseName = `template_${fingerprint(this.schema.migrations)}`;
    const deadlineMs = performance.now() + PATIENCE_MS;
    while (!(await this.isRight(engine, name))) {
      const lease = await this.leases.acquire(LEASE);
      if (lease !== null) {
        await this.build(engine, name, lease).finally(() => this.leases.release(lease));
        break;
      }
      if (performance.now() > deadlineMs) throw new TemplateBusyError();
      await sleep(PAUSE_MS);
    }
    return name;
  }

  private isRight(engine: DatabaseEngine, name: DatabaseName): Promise<boolean> {
    return engine.loadTemplate(name, this.migrator.stepsFor(engine));
  }

  private async build(engine: DatabaseEngine, name: DatabaseName, lease: Lease): Promise<void> {
    // Somebody else may have built it before this process got the lease.
    if (await this.isRight(engine, name)) return;
    // Under a name of its own: one killed half-way must not leave a half-made template.
    const draft: DatabaseName = `template_draft${processTag()}x${Date.now().toString(RADIX)}`;
    try {
      await engine.create(draft);
      await engine.migrate({ ...this.migrator.job(draft, { snapshot: false }), steps: this.migrator.stepsFor(engine) });
      await this.leases.renew(lease);
      await engine.drop(name);
      await engine.rename(draft, name);
    } catch (error) {
      await engine.drop(draft);
      throw error;
    }
    if (!(await this.isRight(engine, name))) throw new WrongTemplateError(name);
    await this.dropOld(engine, name);
  }

  /** Others make theirs anew if they should still need it. */
  private async dropOld(engine: DatabaseEngine, current: DatabaseName): Promise<void> {
    for (const name of await engine.list('template')) {
      if (name === current || DRAFT.test(name)) continue;
      const writtenAt = await engine.writtenAt(name);
      if (writtenAt && this.clock.now().getTime() - writtenAt.getTime() > OLD_MS) await engine.drop(name);
    }
  }
}
