import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { DatabaseName } from '../../database/index.js';
import { TenantProvisioner } from '../../fleet/index.js';
import { Company } from '../entities/index.js';
import { IdempotentAnswers } from '../idempotent-answers.js';
import { isGone } from '../process-identity.js';
import { CompanyReservation } from './company-reservation.js';

/** Ends what sign-ups of killed processes, or ones that could not be undone, left behind. */
@Injectable()
export class RegistrationReconciler {
  private readonly logger = new Logger('RegistrationReconciler');
  private readonly abandoned = new Set<number>();

  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly provisioner: TenantProvisioner,
    private readonly reservation: CompanyReservation,
    private readonly answers: IdempotentAnswers,
  ) {}

  /** Marks a sign-up of this process as one to be undone later. */
  abandon(companyId: number): void {
    this.abandoned.add(companyId);
  }

  /**
   * Undoes every sign-up that nobody is at work on any more. Company first loses its database, then its row, so that
   * being killed here leaves a row to start from again. Sign-ups under way, in any process of this host, are let be.
   * @returns how many were undone.
   */
  async run(): Promise<number> {
    const provisioning = await this.master.getRepository(Company).findBy({ status: 'provisioning' });
    const dead = provisioning.filter((company) => this.isDead(company));
    for (const company of dead) await this.undo(company);
    if (dead.length > 0) this.logger.warn({ detail: 'Unfinished registrations undone', count: dead.length });
    return dead.length;
  }

  /** For the start of the program: also removes unfinished databases that no row speaks of, and old answers. */
  async runAtStart(): Promise<void> {
    await this.run();
    const provisioning = await this.master.getRepository(Company).findBy({ status: 'provisioning' });
    await this.provisioner.dropOrphans(new Set(provisioning.map((company) => company.id)));
    await this.answers.purge();
  }

  private isDead(company: Company): boolean {
    return this.abandoned.has(company.id) || company.provisioningOwner === null || isGone(company.provisioningOwner);
  }

  private async undo(company: Company): Promise<void> {
    await this.provisioner.undo(company.id, company.databaseName as DatabaseName);
    await this.reservation.undo(company.id, () => Promise.resolve());
    this.abandoned.delete(company.id);
  }
}
