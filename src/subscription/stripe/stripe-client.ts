import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { Settings } from '../../config/index.js';
import { PaymentDeclinedError, StripeUnavailableError } from './stripe.errors.js';

/** A page of our own waits for the answer, and so does its reader. */
const TIMEOUT_MS = 10_000;
const RETRIES = 2;

/** Stripe's library, loaded and set up when it is first needed. */
@Injectable()
export class StripeClient {
  private client: Promise<Stripe> | undefined;

  constructor(private readonly settings: Settings) {}

  /** Whether this installation bills through Stripe. */
  get isOn(): boolean {
    return this.settings.billing === 'stripe';
  }

  /** Asks Stripe something. @throws PaymentDeclinedError, StripeUnavailableError. */
  async ask<T>(question: (stripe: Stripe) => Promise<T>): Promise<T> {
    const stripe = await this.open();
    try {
      return await question(stripe);
    } catch (error) {
      throw isOfStripe(error) ? refusal(error) : error;
    }
  }

  /** The library itself, for what needs no network. */
  open(): Promise<Stripe> {
    this.client ??= this.make();
    return this.client;
  }

  private async make(): Promise<Stripe> {
    const { default: Library } = await import('stripe');
    const { protocol, hostname, port } = new URL(this.settings.stripeApiUrl);
    return new Library(this.settings.stripeSecretKey ?? '', {
      protocol: protocol === 'http:' ? 'http' : 'https',
      host: hostname,
      ...(port !== '' && { port }),
      timeout: TIMEOUT_MS,
      maxNetworkRetries: RETRIES,
      telemetry: false,
    });
  }
}

interface StripeFailure {
  readonly type: string;
}

function isOfStripe(error: unknown): error is StripeFailure {
  const { type } = error as { type?: unknown };
  return error instanceof Error && typeof type === 'string' && type.startsWith('Stripe');
}

function refusal(failure: StripeFailure): Error {
  return failure.type === 'StripeCardError' ? new PaymentDeclinedError(failure) : new StripeUnavailableError(failure);
}
