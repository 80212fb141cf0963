import { Injectable } from '@nestjs/common';
import { DatabaseEngine, DatabaseKeys, EncryptionOffError } from '../../database/index.js';
import type { DatabaseEncryption } from '../../database/index.js';
import { TenantDirectory } from '../../tenancy/index.js';
import type { Tenant } from '../../tenancy/index.js';
import { LockWatch } from '../locks/lock-watch.js';
import { TenantLocks } from '../locks/tenant-locks.js';
import { Operations } from '../operations/index.js';
import type { RunningOperation } from '../operations/index.js';
import { NotEncryptedByUsError } from './encryption.errors.js';

/** How long whoever has a company's database open is waited for, in milliseconds; requests end within it. */
const PATIENCE_MS = 20_000;

/** Encrypts companies' databases, and changes what they are encrypted with, one at a time and each under its own lock. */
@Injectable()
export class TenantEncryption {
  constructor(
    private readonly engine: DatabaseEngine,
    private readonly keys: DatabaseKeys,
    private readonly directory: TenantDirectory,
    private readonly locks: TenantLocks,
    private readonly watch: LockWatch,
    private readonly operations: Operations,
  ) {
    operations.recoverWith('encrypt', (operation) => this.recover(operation));
  }

  /**
   * Encrypts a database. Whoever asks for the company meanwhile is told to come again; killed at any moment the database is
   * encrypted or it is not, and the next program to start finds out which.
   * @param anew whether one that is encrypted gets another key.
   * @returns false when there was nothing to do.
   * @throws NotEncryptedByUsError, EncryptionOffError, TenantLockedError, DatabaseBusyError, EncryptionFailedError,
   *   DatabaseMissingError and others for a database that is not whole; it is as it was then.
   */
  async encrypt(tenant: Tenant, actor: string, anew: boolean): Promise<boolean> {
    const encryption = this.ours();
    const { companyId, slug } = tenant;
    // On another server the files are the server's.
    if ((await this.engine.holding(companyId)).encryption === undefined) return false;
    if (!anew && (await this.keys.allOf(companyId)).some(({ state }) => state === 'current')) return false;
    const start = {
      kind: 'encrypt',
      company: { companyId, slug },
      actor,
      detail: { database: tenant.database },
    } as const;
    const work = this.locks.hold(companyId, 'encrypt', () =>
      this.operations.run(start, (operation) => this.work(tenant, encryption, operation)),
    );
    await work.finally(() => this.watch.look());
    return true;
  }

  private async work(tenant: Tenant, encryption: DatabaseEncryption, operation: RunningOperation): Promise<void> {
    const { companyId, database: name } = tenant;
    // What an earlier one left that was cut off, before anybody has recovered it.
    await this.settle(tenant, encryption);
    const from = (await this.keys.allOf(companyId)).find(({ state }) => state === 'current')?.key;
    const to = await this.keys.begin(companyId);
    await operation.step('encrypting');
    try {
      await encryption.change({ name, stamp: companyId, from, to }, PATIENCE_MS);
    } catch (error) {
      await this.settle(tenant, encryption).catch(() => operation.postpone());
      throw error;
    }
    await this.keys.finish(companyId);
  }

  private async recover(operation: RunningOperation): Promise<'done' | 'undone'> {
    const companyId = operation.company.companyId ?? 0;
    const { slug } = operation.company;
    const tenant = slug === null ? undefined : await this.directory.bySlug(slug);
    if (tenant?.companyId !== companyId) return 'undone';
    return this.locks.hold(companyId, 'encrypt', () => this.settle(tenant, this.ours()));
  }

  /** The file decides which key is the present one. */
  private async settle({ companyId, database }: Tenant, encryption: DatabaseEncryption): Promise<'done' | 'undone'> {
    const next = (await this.keys.allOf(companyId)).find(({ state }) => state === 'next');
    if (next !== undefined && (await encryption.isEncryptedWith(database, companyId, next.key))) {
      await this.keys.finish(companyId);
      return 'done';
    }
    await this.keys.cancel(companyId);
    await this.engine.removeCopies(database);
    return next === undefined ? 'done' : 'undone';
  }

  private ours(): DatabaseEncryption {
    const { encryption } = this.engine;
    if (encryption === undefined) throw new NotEncryptedByUsError();
    if (!this.keys.isOn) throw new EncryptionOffError();
    return encryption;
  }
}
