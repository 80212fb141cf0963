import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { RegistrationReconciler } from './registration/registration-reconciler.js';
import { IdempotentAnswers } from './idempotent-answers.js';
import { SessionsService } from './sessions/sessions.service.js';

/** What the master database needs done by the clock; one line each, the work is a named method elsewhere. */
@Injectable()
export class MasterUpkeep implements OnApplicationBootstrap {
  constructor(
    private readonly reconciler: RegistrationReconciler,
    private readonly answers: IdempotentAnswers,
    private readonly sessions: SessionsService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.reconciler.runAtStart();
  }

  @Cron(CronExpression.EVERY_MINUTE, { waitForCompletion: true })
  async reconcileRegistrations(): Promise<void> {
    await this.reconciler.run();
  }

  @Cron(CronExpression.EVERY_HOUR, { waitForCompletion: true })
  async purgeExpired(): Promise<void> {
    await this.answers.purge();
    await this.sessions.purge();
  }
}
