import { exchange } from './exchange.js';

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: T;
}

export interface SignedIn {
  accessToken: string;
  refreshToken: string;
  expiresIn: number;
  user: { id: number; username: string; role: string };
  company: { id: number; name: string; slug: string };
  subscription: { status: string; daysRemaining: number; plan: { code: string } };
}

/** Calls the API as a front end would. */
export class ApiClient {
  constructor(
    readonly url: string,
    readonly token?: string,
  ) {}

  as(token: string): ApiClient {
    return new ApiClient(this.url, token);
  }

  /** The same user at another server on the same data. */
  on(url: string): ApiClient {
    return new ApiClient(url, this.token);
  }

  get<T = Record<string, unknown>>(path: string, headers?: Record<string, string>): Promise<Answer<T>> {
    return this.send<T>('GET', path, undefined, headers);
  }

  post<T = Record<string, unknown>>(
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<T>> {
    return this.send<T>('POST', path, body, headers);
  }

  patch<T = Record<string, unknown>>(path: string, body?: unknown): Promise<Answer<T>> {
    return this.send<T>('PATCH', path, body);
  }

  delete<T = Record<string, unknown>>(path: string): Promise<Answer<T>> {
    return this.send<T>('DELETE', path);
  }

  async send<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const {
      status,
      headers: given,
      text,
    } = await exchange(this.url + path, {
      method,
      headers: {
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(this.token !== undefined && { Authorization: `Bearer ${this.token}` }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const isJson = given.get('content-type')?.includes('json') ?? false;
    return { status, headers: given, text, body: (isJson && text !== '' ? JSON.parse(text) : undefined) as T };
  }
}

let companies = 0;

/** Registers a company and gives a client that is signed in as its owner. */
export async function registerCompany(
  api: ApiClient,
  input: Partial<Registration> & { timeZone?: string } = {},
): Promise<{ api: ApiClient; signedIn: SignedIn; registration: Registration }> {
  const registration = newRegistration(input);
  const answer = await api.post<SignedIn>('/api/auth/register', registration);
  if (answer.status !== 201) throw new Error(`registration answered ${answer.status}: ${answer.text}`);
  return { api: api.as(answer.body.accessToken), signedIn: answer.body, registration };
}

export type Registration = ReturnType<typeof newRegistration>;

/** A sign-up that nobody else makes. */
export function newRegistration(input: Partial<Record<string, string>> = {}): {
  companyName: string;
  companyEmail: string;
  phone: string;
  firstName: string;
  lastName: string;
  username: string;
  email: string;
  password: string;
  planCode: string;
  billingCycle: string;
} {
  companies += 1;
  const unique = `${process.pid}n${companies}`;
  return {
    companyName: `Clinic ${unique}`,
    companyEmail: `office@clinic${unique}.example.com`,
    phone: '+1 555 0100',
    firstName: 'Ada',
    lastName: 'Brown',
    username: `owner${unique}`,
    email: `owner@clinic${unique}.example.com`,
    password: 'correct horse battery',
    planCode: 'professional',
    billingCycle: 'monthly',
    ...input,
  };
}
