/** What Stripe's API answers, as far as it is of interest here. Times are seconds. */
export interface StripePrice {
  id: string;
  object: 'price';
  product: string;
  currency: string;
  unit_amount: number;
  active: boolean;
  lookup_key: string | null;
  metadata: Record<string, string>;
  recurring: { interval: 'month' | 'year' };
}

export interface StripeInvoice {
  id: string;
  object: 'invoice';
  customer: string;
  subscription: string;
  status: 'paid' | 'open';
  amount_due: number;
  created: number;
}

export interface StripeSubscription {
  id: string;
  object: 'subscription';
  customer: string;
  status: string;
  created: number;
  cancel_at: number | null;
  cancel_at_period_end: boolean;
  canceled_at: number | null;
  ended_at: number | null;
  latest_invoice: StripeInvoice | null;
  metadata: Record<string, string>;
  items: {
    object: 'list';
    data: { id: string; price: StripePrice; current_period_start: number; current_period_end: number }[];
  };
}

export interface StripeSession {
  id: string;
  object: 'checkout.session';
  customer: string;
  status: 'open' | 'complete' | 'expired';
  url: string | null;
  created: number;
  metadata: Record<string, string>;
  price: string;
  trialEnd: number | undefined;
  success_url: string;
}

export interface StripeEvent {
  readonly id: string;
  readonly object: 'event';
  readonly type: string;
  readonly created: number;
  readonly livemode: false;
  readonly data: { readonly object: Record<string, unknown> };
}

/** One that Stripe answers with an error. */
export class StripeRefusal extends Error {
  constructor(
    readonly status: number,
    readonly body: { type: string; code?: string; message: string },
  ) {
    super(body.message);
  }
}

export type Fields = Record<string, unknown>;

/** `items[0][price]=x&expand[]=y` → `{ items: [{ price: 'x' }], expand: ['y'] }`. */
export function parseForm(text: string): Fields {
  const root: Fields = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.split(/[[\]]+/).filter((part) => part !== '');
    if (name.endsWith('[]')) path.push(String(Object.keys((at(root, path) as Fields | undefined) ?? {}).length));
    let place = root;
    for (const part of path.slice(0, -1)) place = (place[part] ??= {}) as Fields;
    place[path.at(-1) ?? ''] = value;
  }
  return root;
}

function at(root: Fields, path: readonly string[]): unknown {
  return path.reduce<unknown>((place, part) => (place as Fields | undefined)?.[part], root);
}
