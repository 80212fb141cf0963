/** Sends requests as a browser's page does: with the cookies of the server, of which scripts can read some. */
export class BrowserJar {
  private readonly cookies = new Map<string, { readonly value: string; readonly isReadable: boolean }>();

  /** What `document.cookie` is. */
  get readable(): string {
    const pairs = [...this.cookies].filter(([, { isReadable }]) => isReadable);
    return pairs.map(([name, { value }]) => `${name}=${value}`).join('; ');
  }

  readonly fetch = async (request: Request): Promise<Response> => {
    const pairs = [...this.cookies].map(([name, { value }]) => `${name}=${value}`);
    if (pairs.length > 0) request.headers.set('Cookie', pairs.join('; '));
    request.headers.set('Sec-Fetch-Site', 'same-origin');
    const response = await fetch(request);
    for (const header of response.headers.getSetCookie()) this.keep(header);
    return response;
  };

  /** Its time is over. */
  expire(name: string): void {
    this.cookies.delete(name);
  }

  private keep(header: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
    if (value === '') this.cookies.delete(name);
    else this.cookies.set(name, { value, isReadable: !/httponly/i.test(header) });
  }
}
