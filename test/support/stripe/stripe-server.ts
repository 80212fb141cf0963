import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { StripeAccount } from './stripe-account.js';
import { parseForm, StripeRefusal } from './stripe-objects.js';
import type { StripeEvent } from './stripe-objects.js';
import { STRIPE_ROUTES } from './stripe-routes.js';

const SECRET_KEY = 'sk_test_only_the_tests_know';
const WEBHOOK_SECRET = 'whsec_only_the_tests_know';

/** Plays Stripe's HTTP on a free port: keys, form bodies, idempotency keys, errors, signed events. */
export class StripeServer {
  /** What was asked, as `POST /v1/customers`. */
  readonly requests: string[] = [];
  /** Holds answers back: called after the state was read, before it is sent. */
  beforeAnswer: (request: string) => Promise<void> = () => Promise.resolve();
  /** Answers everything with this status. */
  failsWith: number | undefined;
  private readonly kept = new Map<string, { body: string; answer: [number, unknown] }>();

  private constructor(
    readonly account: StripeAccount,
    private readonly server: Server,
  ) {
    server.on('request', (request, response) => void this.handle(request, response));
  }

  static async start(now: () => Date): Promise<StripeServer> {
    const stripe = new StripeServer(new StripeAccount(now), createServer());
    await new Promise<void>((resolve) => stripe.server.listen(0, '127.0.0.1', resolve));
    return stripe;
  }

  /** Settings of a program that bills through this server. */
  get environment(): Record<string, string> {
    return {
      BILLING: 'stripe',
      STRIPE_SECRET_KEY: SECRET_KEY,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      STRIPE_API_URL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`,
    };
  }

  /** Sends an event to the program, signed now. @returns the status of its answer. */
  async deliver(url: string, event: StripeEvent): Promise<number> {
    const body = JSON.stringify(event);
    return (await this.post(url, body, this.signature(body))).status;
  }

  async post(url: string, body: string, signature?: string): Promise<Response> {
    return fetch(`${url}/api/billing/stripe/webhook`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        ...(signature !== undefined && { 'Stripe-Signature': signature }),
      },
      body,
    });
  }

  signature(body: string, { at = this.account.time, secret = WEBHOOK_SECRET } = {}): string {
    const v1 = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
    return `t=${at},v1=${v1}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, search } = new URL(request.url ?? '/', 'http://stripe');
    const name = `${request.method} ${pathname}`;
    this.requests.push(name);
    const body = request.method === 'GET' ? search.slice(1) : await text(request);
    const [status, answer] = this.answerOnce(request, name, body);
    const written = JSON.stringify(answer);
    await this.beforeAnswer(name);
    response.writeHead(status, { 'Content-Type': 'application/json', 'Request-Id': 'req_1' }).end(written);
  }

  private answerOnce(request: IncomingMessage, name: string, body: string): [number, unknown] {
    if (this.failsWith !== undefined) return problem(this.failsWith, { type: 'api_error', message: 'Out of order' });
    if (request.headers.authorization !== `Bearer ${SECRET_KEY}`)
      return problem(401, { type: 'invalid_request_error', message: 'Invalid API Key provided' });
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || request.method === 'GET') return this.answer(name, body);
    const kept = this.kept.get(key);
    if (kept && kept.body !== name + body)
      return problem(400, { type: 'idempotency_error', message: 'Keys can only be used with the same parameters' });
    const answer = kept?.answer ?? this.answer(name, body);
    this.kept.set(key, { body: name + body, answer: structuredClone(answer) });
    return answer;
  }

  private answer(name: string, body: string): [number, unknown] {
    for (const [pattern, route] of Object.entries(STRIPE_ROUTES)) {
      const found = new RegExp(`^${pattern.replace(':id', '([^/]+)')}$`).exec(name);
      if (!found) continue;
      try {
        return [200, route(this.account, parseForm(body), found[1] ?? '')];
      } catch (error) {
        if (error instanceof StripeRefusal) return problem(error.status, error.body);
        throw error;
      }
    }
    return problem(404, { type: 'invalid_request_error', message: `Unrecognized request URL (${name})` });
  }
}

function problem(status: number, error: object): [number, unknown] {
  return [status, { error }];
}
