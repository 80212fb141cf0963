import { Injectable, Logger } from '@nestjs/common';
import { isGone, workIdentity } from '../../common/index.js';
import type { DatabaseName } from '../../database/index.js';
import { TenantProvisioner } from '../../fleet/index.js';
import type { Company } from '../entities/index.js';
import { IdempotentAnswers } from '../idempotent-answers.js';
import { CompanyReservation } from './company-reservation.js';

/** Undoes sign-ups: those that failed, and those of processes that were killed. */
@Injectable()
export class RegistrationReconciler {
  private readonly logger = new Logger('RegistrationReconciler');
  /** Work identities of this process whose sign-ups are over without success. */
  private readonly abandoned = new Set<string>();

  constructor(
    private readonly provisioner: TenantProvisioner,
    private readonly reservation: CompanyReservation,
    private readonly answers: IdempotentAnswers,
  ) {}

  /**
   * Undoes a failed sign-up of this process, whatever of it took effect. A company that is active, because its last
   * commit did take effect after all, is left alone. What cannot be undone now is tried again every minute.
   */
  async abandon(owner: string): Promise<void> {
    this.abandoned.add(owner);
    try {
      await this.run();
      this.abandoned.delete(owner);
    } catch {
      this.logger.warn({ detail: 'A failed registration could not be undone yet' });
    }
  }

  /**
   * Undoes every sign-up that nobody is at work on any more; those under way, in any process, are let be.
   * @returns how many were undone.
   */
  async run(): Promise<number> {
    const unfinished = await this.reservation.unfinished();
    let undone = 0;
    for (const company of unfinished) if (this.isDead(company) && (await this.undo(company))) undone += 1;
    if (undone > 0) this.logger.log({ detail: 'Unfinished registrations undone', count: undone });
    return undone;
  }

  /** For the start of the program: also removes unfinished databases that no row speaks of, and old answers. */
  async runAtStart(): Promise<void> {
    await this.run();
    await this.removeOrphans();
    await this.answers.purge();
  }

  /** Removes unfinished databases that belong to no company. */
  removeOrphans(): Promise<void> {
    return this.provisioner.dropOrphans(async () => {
      const unfinished = await this.reservation.unfinished();
      return new Set(unfinished.map((company) => company.id));
    });
  }

  private isDead({ provisioningOwner: owner }: Company): boolean {
    return owner === null || this.abandoned.has(owner) || isGone(owner);
  }

  /** The database goes before the row, so that being killed in between leaves a row to start from again. */
  private async undo(company: Company): Promise<boolean> {
    const owner = workIdentity();
    if (!(await this.reservation.claim(company, owner))) return false;
    try {
      await this.provisioner.undo(company.id, company.databaseName as DatabaseName);
      await this.reservation.undo(owner, (tx) => this.answers.release(tx, company.provisioningOwner ?? owner));
    } catch (error) {
      // Only now: whoever took it over meanwhile could free the name, and then this would remove the next one's database.
      this.abandoned.add(owner);
      throw error;
    }
    return true;
  }
}
