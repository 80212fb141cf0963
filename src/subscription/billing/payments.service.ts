import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/index.js';
import { isUniqueViolation } from '../../database/index.js';
import { SettlementService } from '../changes/settlement.service.js';
import { SubscriptionAnswers } from '../changes/subscription-answers.js';
import type { ChangeRequest } from '../changes/subscription-changes.service.js';
import { MasterWrites } from '../master-writes.js';
import { BilledElsewhereError, PaymentRecordedError, WrongCurrencyError } from '../subscription.errors.js';
import type { Subscription } from '../subscription.entity.js';
import { SubscriptionsService } from '../subscriptions.service.js';
import { paidTime } from './paid-time.js';
import type { PaymentDto, RecordPaymentDto } from './payment.dto.js';
import { Payment } from './payment.entity.js';

type Recorded = Omit<PaymentDto, 'subscription'>;

/** Payments that people record: what manual billing lives on. */
@Injectable()
export class PaymentsService {
  constructor(
    private readonly clock: Clock,
    private readonly subscriptions: SubscriptionsService,
    private readonly settlement: SettlementService,
    private readonly writes: MasterWrites,
    private readonly answers: SubscriptionAnswers,
  ) {}

  /**
   * Records a payment and gives the company the time that it pays for; access is back at once.
   * @throws SubscriptionNotFoundError, WrongCurrencyError, BilledElsewhereError; PaymentRecordedError when a payment with
   *   this reference was recorded before.
   */
  async record(companyId: number, input: RecordPaymentDto, by: ChangeRequest): Promise<PaymentDto> {
    // What ended before the payment came is recorded as ended.
    await this.settlement.settle(companyId);
    const recorded = await this.writes.once(by.request, async (transaction) => {
      const subscription = await this.subscriptions.lock(transaction, companyId);
      return this.recordIn(transaction, subscription, input, by.actor);
    });
    await this.settlement.settle(companyId);
    return { ...recorded, subscription: await this.answers.get(companyId) };
  }

  private async recordIn(
    transaction: EntityManager,
    subscription: Subscription,
    input: RecordPaymentDto,
    actor: string,
  ): Promise<Recorded> {
    const { amountCents, currency, periods = 1, reference } = input;
    if (subscription.billedBy !== 'manual' && subscription.endedAt === null) throw new BilledElsewhereError();
    const { pendingPlan, plan } = subscription;
    if (![plan.currency, pendingPlan?.currency].includes(currency)) throw new WrongCurrencyError();
    const now = this.clock.now();
    const { startsAt, endsAt, set } = paidTime(subscription, periods, now);
    const payment = { amountCents, currency, periods, reference };
    const row = transaction.create(Payment, {
      ...payment,
      subscriptionId: subscription.id,
      provider: 'manual',
      periodStartsAt: startsAt,
      periodEndsAt: endsAt,
      recordedAt: now,
      actor,
    });
    await transaction.insert(Payment, row).catch(refuseRecorded);
    const change = { actor, set: { ...set, billedBy: 'manual' as const }, detail: { paymentId: row.id, ...payment } };
    await this.subscriptions.applyTo(transaction, subscription, 'pay', change);
    return { id: row.id, ...payment, periodStartsAt: startsAt.toISOString(), periodEndsAt: endsAt.toISOString() };
  }
}

function refuseRecorded(error: unknown): never {
  throw isUniqueViolation(error) ? new PaymentRecordedError() : error;
}
