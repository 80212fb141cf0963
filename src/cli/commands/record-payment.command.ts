import { Command, Option } from 'nest-commander';
import { PaymentsService, RecordPaymentDto, SubscriptionsService } from '../../subscription/index.js';
import { TenantDirectory } from '../../tenancy/index.js';
import { Application } from '../application.js';
import { checkedInput } from '../checked-input.js';
import { UsageError } from '../cli.errors.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output, printable } from '../output.js';
import { checkedSlug, tenantBySlug } from '../tenant-by-slug.js';

interface RecordPaymentOptions extends JsonOption {
  readonly amountCents: number;
  readonly reference: string;
  readonly currency?: string;
  readonly periods?: number;
}

@Command({
  name: 'record-payment',
  arguments: '<slug>',
  description: 'record a payment of a company and give it the time that it pays for; a reference is recorded once',
})
export class RecordPaymentCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
  ) {
    super();
  }

  @Option({ flags: '--amount-cents <number>', description: 'amount in cents, e.g. 9900', required: true })
  parseAmountCents(text: string): number {
    return wholeNumber('--amount-cents', text);
  }

  @Option({ flags: '--reference <text>', description: 'invoice number or text of the transfer', required: true })
  parseReference(text: string): string {
    return text;
  }

  @Option({ flags: '--currency <code>', description: "ISO 4217; that of the company's plan when left out" })
  parseCurrency(code: string): string {
    return code;
  }

  @Option({ flags: '--periods <number>', description: 'billing cycles that are paid for; 1 when left out' })
  parsePeriods(text: string): number {
    return wholeNumber('--periods', text);
  }

  override async run([slug = '']: string[], options: RecordPaymentOptions): Promise<void> {
    checkedSlug('record-payment', slug);
    const { companyId } = await tenantBySlug(await this.application.get(TenantDirectory), slug);
    const input = await this.input(companyId, options);
    const payments = await this.application.get(PaymentsService);
    const payment = await payments.record(companyId, input, { actor: 'command' });
    if (options.json) this.output.json({ payment });
    else this.output.line(`Recorded ${printable(payment.reference)}: ${slug} has paid until ${payment.periodEndsAt}.`);
  }

  /** @throws ValidationError with every problem. */
  private async input(companyId: number, options: RecordPaymentOptions): Promise<RecordPaymentDto> {
    const { amountCents, reference, periods = 1 } = options;
    const subscriptions = await this.application.get(SubscriptionsService);
    const currency = options.currency ?? (await subscriptions.get(companyId)).plan.currency;
    const given = { amountCents, currency, periods, reference };
    return checkedInput(RecordPaymentDto, given);
  }
}

function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`${option} takes a whole number`);
  return Number(text);
}
