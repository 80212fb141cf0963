import type { StripeAccount } from './stripe-account.js';
import { StripeRefusal } from './stripe-objects.js';
import type { Fields, StripePrice, StripeSession } from './stripe-objects.js';

export type Route = (account: StripeAccount, input: Fields, id: string) => unknown;

const SHORTEST_TRIAL_S = 48 * 60 * 60;

const list = (data: unknown[]): unknown => ({ object: 'list', data, has_more: false });
const refused = (code: string, message: string): StripeRefusal =>
  new StripeRefusal(400, { type: 'invalid_request_error', code, message });
const texts = (value: unknown): string[] => Object.values((value ?? {}) as Record<string, string>);

/** The part of Stripe's API that the program uses: `METHOD /path`, `:id` standing for one segment. */
export const STRIPE_ROUTES: Readonly<Record<string, Route>> = {
  'POST /v1/customers': (account, input) => {
    const customer = { id: account.id('cus'), object: 'customer', ...input };
    account.customers.set(customer.id, customer);
    return customer;
  },
  'POST /v1/products': (account, input) => {
    const id = String(input.id);
    if (account.products.has(id)) throw refused('resource_already_exists', 'Product already exists.');
    account.products.set(id, input);
    return { ...input, object: 'product' };
  },
  'GET /v1/prices': (account, input) => {
    const keys = texts(input.lookup_keys);
    const found = [...account.prices.values()].filter((price) => keys.includes(price.lookup_key ?? ''));
    return list(found.filter(({ active }) => active));
  },
  'POST /v1/prices': createPrice,
  'GET /v1/checkout/sessions': (account, { customer }) =>
    list([...account.sessions.values()].filter((session) => session.customer === customer).reverse()),
  'POST /v1/checkout/sessions': createSession,
  'POST /v1/checkout/sessions/:id/expire': (account, _input, id) => {
    const session = account.sessions.get(id);
    if (session?.status !== 'open') throw refused('session_not_open', 'Only open sessions can be expired.');
    return Object.assign(session, { status: 'expired', url: null });
  },
  'GET /v1/billing_portal/configurations': (account) => list(account.configurations),
  'POST /v1/billing_portal/configurations': (account, input) => {
    const configuration = { id: account.id('bpc'), active: true, ...input };
    account.configurations.push(configuration);
    return configuration;
  },
  'POST /v1/billing_portal/sessions': (account, input) => {
    if (!account.customers.has(String(input.customer))) throw refused('resource_missing', 'No such customer');
    return { id: account.id('bps'), url: `https://billing.stripe.test/${String(input.customer)}`, ...input };
  },
  'GET /v1/subscriptions': (account, { customer }) => {
    if (!account.customers.has(String(customer))) throw refused('resource_missing', 'No such customer');
    return list([...account.subscriptions.values()].filter((one) => one.customer === customer).reverse());
  },
  'GET /v1/subscriptions/:id': (account, _input, id) => account.subscription(id),
  'POST /v1/subscriptions/:id': (account, input, id) => {
    const [item] = Object.values((input.items ?? {}) as Record<string, { price: string }>);
    if (item) return account.changePrice(id, item.price);
    if ('cancel_at' in input) return account.change(id, { cancel_at: null });
    const cancels = input.cancel_at_period_end === 'true';
    const end = account.subscription(id).items.data[0]?.current_period_end ?? null;
    return account.change(id, { cancel_at_period_end: cancels, cancel_at: cancels ? end : null });
  },
};

function createPrice(account: StripeAccount, input: Fields): StripePrice {
  if (!account.products.has(String(input.product))) throw refused('resource_missing', 'No such product');
  const recurring = input.recurring as StripePrice['recurring'];
  const price: StripePrice = {
    id: account.id('price'),
    object: 'price',
    product: String(input.product),
    currency: String(input.currency),
    unit_amount: Number(input.unit_amount),
    active: true,
    lookup_key: String(input.lookup_key),
    metadata: input.metadata as Record<string, string>,
    recurring,
  };
  account.prices.set(price.id, price);
  return price;
}

function createSession(account: StripeAccount, input: Fields): StripeSession {
  const [line] = Object.values(input.line_items as Record<string, { price: string }>);
  const trial = (input.subscription_data as { trial_end?: string } | undefined)?.trial_end;
  if (trial !== undefined && Number(trial) < account.time + SHORTEST_TRIAL_S)
    throw refused('parameter_invalid', 'The trial must end at least 48 hours in the future.');
  if (line === undefined || !account.prices.has(line.price)) throw refused('resource_missing', 'No such price');
  const id = account.id('cs');
  const session: StripeSession = {
    id,
    object: 'checkout.session',
    customer: String(input.customer),
    status: 'open',
    url: `https://checkout.stripe.test/${id}`,
    created: account.time,
    metadata: (input.metadata ?? {}) as Record<string, string>,
    price: line.price,
    trialEnd: trial === undefined ? undefined : Number(trial),
    success_url: String(input.success_url),
  };
  account.sessions.set(id, session);
  return session;
}
