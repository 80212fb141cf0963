import { isIP } from 'node:net';

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `15m` → 900. @throws RangeError with the reason. */
export function parseDurationSeconds(text: string): number {
  const [, number, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  if (number === undefined || unit === undefined)
    throw new RangeError('must be a duration such as 900s, 15m, 12h or 14d');
  return Number(number) * (UNIT_SECONDS[unit] ?? 0);
}

/** @throws RangeError with the reason. */
export function parseWholeNumber(text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw new RangeError('must be a whole number');
  return Number(text);
}

/** @throws RangeError with the reason. */
export function parseSwitch(text: string): boolean {
  if (text !== 'on' && text !== 'off') throw new RangeError('must be on or off');
  return text === 'on';
}

const NAMED_RANGES: readonly string[] = ['loopback', 'linklocal', 'uniquelocal'];

/** `off`, a number of proxies, or a list of addresses, as Express takes it. @throws RangeError with the reason. */
export function parseTrustProxy(text: string): false | number | string[] {
  if (text === 'off') return false;
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const addresses = parseList(text);
  if (addresses.length === 0 || !addresses.every(isAddressRange)) {
    throw new RangeError('must be off, a number of proxies below 100, or a list of addresses');
  }
  return addresses;
}

function isAddressRange(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const bits = { 4: 32, 6: 128 }[isIP(address)] ?? 0;
  const isPrefix = prefix === undefined || (/^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= bits);
  return NAMED_RANGES.includes(text) || (bits > 0 && isPrefix && rest.length === 0);
}

/** `a, b` → `['a','b']`. */
export function parseList(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** `https://app.example.com/` → `https://app.example.com`, to which paths are added. @throws RangeError with the reason. */
export function parsePublicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isAddress = (url?.protocol === 'https:' || url?.protocol === 'http:') && url.href === url.origin + url.pathname;
  if (!isAddress) throw new RangeError('must be an address such as https://app.example.com');
  return url.href.replace(/\/+$/, '');
}
