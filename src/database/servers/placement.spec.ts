import { describe, expect, it } from '@jest/globals';
import { chosenServer } from './placement.js';
import { addressOf } from './server-address-of.js';
import type { ServerLoad } from './server-catalogue.js';

function server(name: string, companies: number, capacity: number, more: Partial<ServerLoad> = {}): ServerLoad {
  const urlSetting = `DATABASE_SERVER_${name.toUpperCase()}_URL`;
  return { name, urlSetting, companies, capacity, region: null, state: 'open', ...more };
}

describe('the server of a new company', () => {
  const servers = [
    server('a', 50, 100),
    server('b', 60, 1000, { region: 'eu' }),
    server('c', 0, 10, { state: 'draining' }),
    server('d', 0, 10, { state: 'closed', region: 'eu' }),
    server('e', 5, 5, { region: 'us' }),
  ];

  it('is the open one with the smallest part of its room taken, also of a region', () => {
    expect(chosenServer({ kind: 'least-loaded' }, servers)).toBe('b');
    expect(chosenServer({ kind: 'region', region: 'eu' }, servers)).toBe('b');
    expect(chosenServer({ kind: 'least-loaded' }, [servers[0]!, server('z', 1, 2)])).toBe('a');
  });

  it('is that of the settings where none has room, or nothing else was asked for', () => {
    expect(chosenServer({ kind: 'region', region: 'us' }, servers)).toBeNull();
    expect(chosenServer({ kind: 'least-loaded' }, [])).toBeNull();
    expect(chosenServer({ kind: 'default' }, servers)).toBeNull();
  });

  it('is the one that is named, if it takes companies', () => {
    expect(chosenServer({ kind: 'server', name: 'a' }, servers)).toBe('a');
    expect(() => chosenServer({ kind: 'server', name: 'c' }, servers)).toThrow('draining');
    expect(() => chosenServer({ kind: 'server', name: 'x' }, servers)).toThrow('no database server x');
  });
});

describe('the address of a server', () => {
  const URL_B = 'postgres://admin@b.example.com:5433/postgres';

  it('has databases called as those of DATABASE_URL, unless it says otherwise itself', () => {
    const of = (url: string, databaseUrl?: string): unknown =>
      addressOf('b', 'DATABASE_SERVER_B_URL', { DATABASE_SERVER_B_URL: url }, databaseUrl);
    const home = 'postgres://app@a.example.com/clinics_master';
    expect(of(URL_B)).toEqual({ masterUrl: 'postgres://admin@b.example.com:5433/medadmin_master', adminUrl: URL_B });
    expect(of(URL_B, home)).toMatchObject({ masterUrl: 'postgres://admin@b.example.com:5433/clinics_master' });
    expect(of('postgres://admin@b.example.com/x_master', home)).toEqual({
      masterUrl: 'postgres://admin@b.example.com/x_master',
      adminUrl: 'postgres://admin@b.example.com/postgres',
    });
  });

  it('is read from no other variable than those for addresses', () => {
    const secrets = { JWT_SECRET: URL_B, DATABASE_SERVER_B_URL: 'no address' };
    for (const name of ['JWT_SECRET', 'DATABASE_SERVER_B_URL', 'DATABASE_SERVER_C_URL', null])
      expect(() => addressOf('b', name, secrets)).toThrow('has no URL of a server');
  });
});
