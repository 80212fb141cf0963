import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { RegistrationReconciler } from './registration/registration-reconciler.js';
import { SignInThrottle } from './auth/throttle/sign-in-throttle.js';
import { IdempotentAnswers } from './idempotent-answers.js';
import { PasswordResets } from './passwords/password-resets.js';
import { SessionsService } from './sessions/sessions.service.js';

// Intervals, not cron expressions: those load time zones, a twentieth of the start.
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What the master database needs done by the clock; one line each, the work is a named method elsewhere. */
@Injectable()
export class MasterUpkeep implements OnApplicationBootstrap {
  constructor(
    private readonly reconciler: RegistrationReconciler,
    private readonly answers: IdempotentAnswers,
    private readonly sessions: SessionsService,
    private readonly resets: PasswordResets,
    private readonly throttle: SignInThrottle,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.reconciler.runAtStart();
  }

  @Interval(MINUTE_MS)
  async reconcileRegistrations(): Promise<void> {
    await this.reconciler.run();
  }

  @Interval(HOUR_MS)
  async removeOrphans(): Promise<void> {
    await this.reconciler.removeOrphans();
  }

  @Interval(MINUTE_MS)
  async sendResetLinks(): Promise<void> {
    await this.resets.work();
  }

  @Interval(HOUR_MS)
  async purgeExpired(): Promise<void> {
    await this.answers.purge();
    await this.sessions.purge();
    await this.resets.purge();
    await this.throttle.purge();
  }
}
