import { describe, expect, it } from '@jest/globals';
import { cookieOf, setCookie } from './cookies.js';

const value = (cookie: string | undefined, name = 'a'): string | undefined =>
  cookieOf({ headers: cookie === undefined ? {} : { cookie } }, name);

describe('cookies', () => {
  it.each([
    ['a=1', '1'],
    ['b=2; a=1; c=3', '1'],
    ['b=a=1;a=x=y', 'x=y'],
    ['a=', ''],
    ['ba=1', undefined],
    ['a', undefined],
    ['A=1', undefined],
    [undefined, undefined],
  ])('are read by their exact name: %s', (header, expected) => {
    expect(value(header)).toBe(expected);
  });

  it('that come twice are not believed: one of them is somebody else’s', () => {
    expect(value('a=1; a=2')).toBeUndefined();
    expect(value('a=1; a=1')).toBeUndefined();
  });

  it('are kept from scripts and other sites, and from http where https is served', () => {
    expect(setCookie('a', '1', { maxAgeSeconds: 60, isSecure: true })).toBe(
      'a=1; Path=/; SameSite=Strict; Max-Age=60; HttpOnly; Secure',
    );
    expect(setCookie('a', '1', { maxAgeSeconds: 0, isSecure: false, isReadable: true })).toBe(
      'a=1; Path=/; SameSite=Strict; Max-Age=0',
    );
  });
});
