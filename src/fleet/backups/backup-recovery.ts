import { Injectable } from '@nestjs/common';
import { DatabaseEngine, Migrator } from '../../database/index.js';
import type { DatabaseName } from '../../database/index.js';
import { Ledger } from '../ledger/ledger.js';
import { Operations } from '../operations/index.js';
import type { RunningOperation } from '../operations/index.js';
import { BackupFolders } from './backup-folders.js';
import { BackupRegistry } from './backup-registry.js';

/** What an operation wrote down before it was there. */
interface Remains {
  /** What a backup is made of, and what one was unpacked into. */
  readonly content?: string;
  readonly unpacked?: string;
  readonly scratch?: DatabaseName;
  readonly file?: string;
  /** Only when the scratch database was about to take its place. */
  readonly database?: DatabaseName;
}

/** Ends what a killed process left: going on is never needed, what was begun is taken away. */
@Injectable()
export class BackupRecovery {
  constructor(
    operations: Operations,
    private readonly engine: DatabaseEngine,
    private readonly migrator: Migrator,
    private readonly folders: BackupFolders,
    private readonly registry: BackupRegistry,
    private readonly ledger: Ledger,
  ) {
    operations.recoverWith('backup', (operation) => this.tidy(operation));
    operations.recoverWith('verify', (operation) => this.tidy(operation));
    operations.recoverWith('restore', (operation) => this.settle(operation));
  }

  /** A backup that was written and not registered is as good as none. */
  private async tidy({ detail }: RunningOperation): Promise<'done' | 'undone'> {
    const { content, unpacked, scratch, file } = detail as Remains;
    for (const name of [content, unpacked]) if (name !== undefined) await this.folders.removeContent(name);
    if (scratch !== undefined) await this.engine.drop(scratch);
    const isKnown = file !== undefined && (await this.registry.isKnown(file));
    if (file !== undefined && !isKnown) await this.folders.remove(file);
    return isKnown ? 'done' : 'undone';
  }

  /** The scratch database became the company's in one step, or is still there. */
  private async settle(operation: RunningOperation): Promise<'done' | 'undone'> {
    const { scratch, database } = operation.detail as Remains;
    const isSwapped = database !== undefined && scratch !== undefined && !(await this.engine.exists(scratch));
    await this.tidy(operation);
    const { companyId } = operation.company;
    if (!isSwapped || companyId === null) return 'undone';
    await this.ledger.noteCurrent(companyId, this.migrator.head);
    return 'done';
  }
}
