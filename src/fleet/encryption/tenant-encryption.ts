import { Injectable } from '@nestjs/common';
import { CellCipher, DatabaseEngine, DatabaseKeys, EncryptionOffError, secretsOf } from '../../database/index.js';
import type { CompanyKey } from '../../database/index.js';
import { TenantDirectory } from '../../tenancy/index.js';
import type { Tenant } from '../../tenancy/index.js';
import { LockWatch } from '../locks/lock-watch.js';
import { TenantLocks } from '../locks/tenant-locks.js';
import { Operations } from '../operations/index.js';
import type { RunningOperation } from '../operations/index.js';
import { CellSealing } from './cell-sealing.js';
import { BehindMigrationsError } from './encryption.errors.js';

/** How long whoever has a company's database open is waited for, in milliseconds; requests end within it. */
const PATIENCE_MS = 20_000;

/**
 * Encrypts companies' databases, and changes what they are encrypted with, one at a time and each under its own lock: files
 * as a whole where they are ours, and sensitive columns on either engine.
 */
@Injectable()
export class TenantEncryption {
  constructor(
    private readonly engine: DatabaseEngine,
    private readonly keys: DatabaseKeys,
    private readonly directory: TenantDirectory,
    private readonly locks: TenantLocks,
    private readonly watch: LockWatch,
    private readonly operations: Operations,
    private readonly sealing: CellSealing,
  ) {
    operations.recoverWith('encrypt', (operation) => this.recover(operation));
  }

  /**
   * Encrypts a database. Whoever asks for the company meanwhile is told to come again; killed at any moment the database is
   * encrypted or it is not, and the next program to start finds out which.
   * @param anew whether one that is encrypted gets another key.
   * @returns false when there was nothing to do.
   * @throws EncryptionOffError, BehindMigrationsError, TenantLockedError, DatabaseBusyError, EncryptionFailedError,
   *   DatabaseMissingError and others for a database that is not whole; it is as it was then.
   */
  async encrypt(tenant: Tenant, actor: string, anew: boolean): Promise<boolean> {
    if (!this.keys.isOn) throw new EncryptionOffError();
    const { companyId, slug } = tenant;
    if (!anew && (await this.isDone(tenant))) return false;
    const start = {
      kind: 'encrypt',
      company: { companyId, slug },
      actor,
      detail: { database: tenant.database },
    } as const;
    const work = this.locks.hold(companyId, 'encrypt', () =>
      this.operations.run(start, (operation) => this.work(tenant, operation, anew)),
    );
    await work.finally(() => this.watch.look());
    return true;
  }

  private async isDone(tenant: Tenant): Promise<boolean> {
    const keys = await this.keys.allOf(tenant.companyId);
    if (keys.some(({ state }) => state === 'next') || currentOf(keys) === undefined) return false;
    return !(await this.sealing.isNeeded(tenant));
  }

  private async work(tenant: Tenant, operation: RunningOperation, anew: boolean): Promise<void> {
    // What an earlier one left that was cut off, before anybody has recovered it.
    await this.settle(tenant);
    const current = currentOf(await this.keys.allOf(tenant.companyId));
    if (anew || current === undefined) await this.changeKey(tenant, operation, current?.key);
    await operation.step('columns');
    await this.sealing.seal(tenant);
  }

  private async changeKey(tenant: Tenant, operation: RunningOperation, from: Uint8Array | undefined): Promise<void> {
    const { companyId, database: name } = tenant;
    const { encryption } = await this.engine.holding(companyId);
    const to = await this.keys.begin(companyId);
    await operation.step('encrypting');
    try {
      if (encryption !== undefined) await encryption.change({ name, stamp: companyId, from, to }, PATIENCE_MS);
      else {
        await this.engine.whenUnused(name, PATIENCE_MS, companyId);
        await this.sealing.seal(tenant, await this.nextCipher(companyId));
      }
    } catch (error) {
      await this.settle(tenant).catch(() => operation.postpone());
      throw error;
    }
    await this.keys.finish(companyId);
  }

  private async recover(operation: RunningOperation): Promise<'done' | 'undone'> {
    const companyId = operation.company.companyId ?? 0;
    if ((await this.present(companyId)) === undefined) return 'undone';
    return this.locks.hold(companyId, 'encrypt', async () => {
      const tenant = await this.present(companyId);
      if (tenant === undefined) return 'undone';
      const outcome = await this.settle(tenant);
      if (outcome === 'done') await this.sealing.seal(tenant).catch(ignoreBehind);
      return outcome;
    });
  }

  /** By its number: it may have been renamed since, and its slug be another one's. Suspended ones too. */
  private async present(companyId: number): Promise<Tenant | undefined> {
    const [tenant] = await this.directory.after(companyId - 1, 1);
    return tenant?.companyId === companyId ? tenant : undefined;
  }

  /** The database decides which key is the present one. */
  private async settle(tenant: Tenant): Promise<'done' | 'undone'> {
    const { companyId, database } = tenant;
    const next = (await this.keys.allOf(companyId)).find(({ state }) => state === 'next');
    if (next !== undefined && (await this.isInUse(tenant, next))) {
      await this.keys.finish(companyId);
      return 'done';
    }
    await this.keys.cancel(companyId);
    await this.engine.removeCopies(database);
    return next === undefined ? 'done' : 'undone';
  }

  /** Where only columns are encrypted, they all were in one transaction. */
  private async isInUse(tenant: Tenant, next: CompanyKey): Promise<boolean> {
    const { companyId, database } = tenant;
    const { encryption } = await this.engine.holding(companyId);
    if (encryption !== undefined) return encryption.isEncryptedWith(database, companyId, next.key);
    const cipher = await this.nextCipher(companyId);
    return cipher !== undefined && this.sealing.isSealedWith(tenant, cipher);
  }

  /** Seals with the company's newest key, and opens what any of them has sealed. */
  private async nextCipher(companyId: number): Promise<CellCipher | undefined> {
    const secrets = secretsOf(companyId, await this.keys.allOf(companyId));
    return secrets && new CellCipher(secrets);
  }
}

/** Once it is migrated, encrypt-tenants does the rest; what is plain meanwhile can be read. */
function ignoreBehind(error: unknown): void {
  if (!(error instanceof BehindMigrationsError)) throw error;
}

function currentOf(keys: readonly CompanyKey[]): CompanyKey | undefined {
  return keys.find(({ state }) => state === 'current');
}
