import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { DatabaseEngine, isUniqueViolation, tenantDatabaseName } from '../../database/index.js';
import type { DatabaseName } from '../../database/index.js';
import { LockWatch, Operations, TenantLocks } from '../../fleet/index.js';
import type { RunningOperation, TenantLock } from '../../fleet/index.js';
import { Company } from '../entities/index.js';
import { uniqueKey } from '../keys.js';
import { companyFor, heldCompany } from './held-company.js';
import { NameTakenError } from './life.errors.js';

/** How long whoever has the database open is waited for, in milliseconds; requests end within it. */
const PATIENCE_MS = 20_000;

/** What a company is to be called. */
export interface NewName {
  readonly slug: string;
  /** The name that people read; it stays when it is left out. */
  readonly name?: string | undefined;
}

/** Where the database is and where it is to be. */
interface Move {
  readonly from: DatabaseName;
  readonly to: DatabaseName;
}

/**
 * Giving a company another slug, its database the name that goes with it, and perhaps the company another name. Sessions
 * carry the company's number and go on. Servers close the company while it lasts, and open it under its new name.
 */
@Injectable()
export class CompanyRenaming {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly engine: DatabaseEngine,
    private readonly locks: TenantLocks,
    private readonly operations: Operations,
    private readonly watch: LockWatch,
  ) {
    operations.recoverWith('rename', (operation) => this.recover(operation));
  }

  /**
   * @throws CompanyNotFoundError, IllegalLifeStepError, NameTakenError, TenantLockedError, DatabaseBusyError; the company is
   *   called as before then.
   */
  async rename(companyId: number, newName: NewName, actor: string): Promise<void> {
    const { slug, databaseName } = await companyFor(this.master.manager, companyId, 'rename');
    const move = { from: databaseName as DatabaseName, to: tenantDatabaseName(newName.slug) };
    if (move.from === move.to) throw new NameTakenError('slug');
    const start = { kind: 'rename', company: { companyId, slug }, actor, detail: { ...move } } as const;
    const work = this.locks.hold(companyId, 'rename', (lock) =>
      this.operations.run(start, (operation) => this.work(operation, lock, newName, move)),
    );
    // Whoever asked for it finds it open again, refused or not; other processes look within a tenth of a second.
    await work.finally(() => this.watch.look());
  }

  private async work(operation: RunningOperation, lock: TenantLock, newName: NewName, move: Move): Promise<void> {
    await operation.step('closing');
    await this.engine.whenUnused(move.from, PATIENCE_MS, lock.companyId);
    await operation.step('renaming');
    try {
      await this.commit(lock, newName, move);
    } catch (error) {
      await this.settle(lock.companyId, move).catch(() => operation.postpone());
      throw isUniqueViolation(error) ? new NameTakenError('name') : error;
    }
  }

  /** The row takes the new slug first, so that nobody else can while the file is renamed; the commit comes last. */
  private async commit(lock: TenantLock, { slug, name }: NewName, { from, to }: Move): Promise<void> {
    const { companyId } = lock;
    await this.master.transaction(async (transaction) => {
      await this.locks.assertHeld(lock, transaction);
      await heldCompany(transaction, companyId, 'rename');
      if ((await transaction.existsBy(Company, { slug })) || (await this.engine.exists(to, companyId)))
        throw new NameTakenError('slug');
      const names = name === undefined ? {} : { name, nameKey: uniqueKey(name) };
      await transaction.update(Company, { id: companyId }, { slug, databaseName: to, ...names });
      await this.engine.rename(from, to, companyId);
    });
  }

  private async recover(operation: RunningOperation): Promise<'done' | 'undone'> {
    const companyId = operation.company.companyId ?? 0;
    const { from, to } = operation.detail;
    const move = { from: from as DatabaseName, to: to as DatabaseName };
    if (!(await this.master.getRepository(Company).existsBy({ id: companyId }))) return 'undone';
    return this.locks.hold(companyId, 'rename', () => this.settle(companyId, move));
  }

  /** What is in the row decides: a file that was renamed although the row was not gets its old name back. */
  private async settle(companyId: number, { from, to }: Move): Promise<'done' | 'undone'> {
    const company = await this.master.getRepository(Company).findOneBy({ id: companyId });
    if (company?.databaseName !== from) return 'done';
    if (!(await this.engine.exists(from, companyId)) && (await this.engine.exists(to, companyId))) {
      // Proves that it is this company's.
      await this.engine.read(to, 'SELECT 1', companyId);
      await this.engine.whenUnused(to, PATIENCE_MS, companyId);
      await this.engine.rename(to, from, companyId);
    }
    return 'undone';
  }
}
