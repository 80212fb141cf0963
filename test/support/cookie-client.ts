import { ApiClient } from './api-client.js';
import type { Answer } from './api-client.js';

/** Calls the API as a page of this server does: the session is in cookies, as a browser keeps them. */
export class CookieClient extends ApiClient {
  /** Set-Cookie headers as they came, by name. */
  readonly received = new Map<string, string>();

  constructor(
    url: string,
    readonly cookies = new Map<string, string>(),
  ) {
    super(url);
  }

  get csrfToken(): string {
    return this.cookies.get('medadmin-csrf') ?? '';
  }

  /** Another browser that got hold of all cookies. */
  copy(): CookieClient {
    return new CookieClient(this.url, new Map(this.cookies));
  }

  /** @param headers of which `undefined` leaves one out that a page would send. */
  override async send<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string | undefined> = {},
  ): Promise<Answer<T>> {
    const sent = {
      Cookie: [...this.cookies].map((pair) => pair.join('=')).join('; '),
      'X-Session': 'cookie',
      'X-CSRF-Token': this.csrfToken,
      'Sec-Fetch-Site': 'same-origin',
      ...headers,
    };
    const given = Object.entries(sent).filter(([, value]) => value !== undefined && value !== '');
    const answer = await super.send<T>(method, path, body, Object.fromEntries(given));
    for (const header of answer.headers.getSetCookie()) this.keep(header);
    return answer;
  }

  private keep(header: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
    this.received.set(name, header);
    if (value === '') this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
