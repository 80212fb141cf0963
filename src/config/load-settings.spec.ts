import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Environment } from './load-settings.js';
import { loadSettings } from './load-settings.js';
import { SettingsError } from './config.errors.js';
import type { SettingProblem } from './config.errors.js';

function problemsOf(environment: Environment): readonly SettingProblem[] {
  try {
    loadSettings(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

describe('loadSettings', () => {
  it('needs nothing: every default holds', () => {
    expect(loadSettings({})).toEqual({
      port: 8000,
      host: '127.0.0.1',
      publicUrl: 'http://localhost:8000',
      webConcurrency: 1,
      corsOrigins: [],
      trustProxy: false,
      apiDocs: true,
      logLevel: 'info',
      dataDir: '.',
      databaseEngine: 'sqlite',
      migrateOnAccess: false,
      migrateOnStart: true,
      movedKeepSeconds: 604_800,
      tenantPlacement: { kind: 'default' },
      maxOpenTenants: 250,
      postgresConnectionBudget: 80,
      maxRequestsInFlight: 10_000,
      maxEventLoopDelayMs: 1000,
      companyConcurrency: 16,
      companyQueue: 2000,
      backupDir: 'backups/',
      auditValues: 'encrypt',
      auditRetentionDays: 2192,
      backupIntervalSeconds: 86_400,
      backupKeepDaily: 7,
      backupKeepWeekly: 4,
      backupKeepMonthly: 12,
      billing: 'manual',
      accessTokenTtlSeconds: 15 * 60,
      refreshTokenTtlSeconds: 14 * 24 * 3600,
      passwordMinLength: 8,
      superuserSecondFactor: false,
      sessionMaxSeconds: 7_776_000,
      rateLimit: true,
      rateLimitSignInPerMinute: 20,
      rateLimitRegistrationPerHour: 20,
      rateLimitCompanyPerMinute: 12_000,
      stripeApiUrl: 'https://api.stripe.com',
      trialDays: 14,
      readOnlyDays: 30,
      mailTransport: 'file',
      mailFrom: 'medadmin <no-reply@localhost>',
    });
  });

  it('takes an empty or blank variable as unset', () => {
    expect(loadSettings({ PORT: '', HOST: '  ', JWT_SECRET: '', DATABASE_URL: '' })).toEqual(loadSettings({}));
  });

  it('ignores variables that are not ours', () => {
    expect(loadSettings({ HOME: '/root', __proto__: 'x', constructor: 'y' })).toEqual(loadSettings({}));
  });

  it('cannot be changed afterwards, lists included', () => {
    const settings = loadSettings({ CORS_ORIGINS: 'https://a.example.com' });
    expect(() => Object.assign(settings, { port: 1 })).toThrow(TypeError);
    expect(() => (settings.corsOrigins as string[]).push('https://b.example.com')).toThrow(TypeError);
  });

  it('tells every problem at once, by the name of the variable', () => {
    const problems = problemsOf({
      PORT: '65536',
      WEB_CONCURRENCY: '0',
      CORS_ORIGINS: 'https://a.example.com/path',
      TRUST_PROXY: 'yes',
      LOG_LEVEL: 'loud',
      DATABASE_ENGINE: 'oracle',
      MIGRATE_ON_START: 'true',
      MAX_OPEN_TENANTS: '0',
      TENANT_ENCRYPTION_KEY: 'c2VjcmV0',
      JWT_SECRET: 'short',
      ACCESS_TOKEN_TTL: '15',
      REFRESH_TOKEN_TTL: '366d',
      RATE_LIMIT: 'no',
      TRIAL_DAYS: '1.5',
    });
    expect([...new Set(problems.map((problem) => problem.name))].sort()).toEqual([
      'ACCESS_TOKEN_TTL',
      'CORS_ORIGINS',
      'DATABASE_ENGINE',
      'JWT_SECRET',
      'LOG_LEVEL',
      'MAX_OPEN_TENANTS',
      'MIGRATE_ON_START',
      'PORT',
      'RATE_LIMIT',
      'REFRESH_TOKEN_TTL',
      'TENANT_ENCRYPTION_KEY',
      'TRIAL_DAYS',
      'TRUST_PROXY',
      'WEB_CONCURRENCY',
    ]);
    expect(problems.every(({ reason }) => /^(must|can|is) /.test(reason))).toBe(true);
  });

  it('gives one reason for a text that cannot be read at all', () => {
    expect(problemsOf({ PORT: 'http' })).toEqual([{ name: 'PORT', reason: 'must be a whole number' }]);
  });

  it('never repeats a value, which may be a secret', () => {
    const secret = 'hunter2-in-the-wrong-place';
    const { message, stack } = caught(() =>
      loadSettings({
        PORT: secret,
        CORS_ORIGINS: secret,
        TRUST_PROXY: secret,
        LOG_LEVEL: secret,
        DATABASE_ENGINE: secret,
        TENANT_ENCRYPTION_KEY: secret,
        JWT_SECRET: secret,
        ACCESS_TOKEN_TTL: secret,
        RATE_LIMIT: secret,
      }),
    );
    expect(`${message}${stack ?? ''}`).not.toContain('hunter2');
  });

  it.each([
    ['900s', 900],
    ['15m', 900],
    ['12h', 43_200],
    ['1d', 86_400],
  ])('reads the duration %s', (text, seconds) => {
    expect(loadSettings({ ACCESS_TOKEN_TTL: text }).accessTokenTtlSeconds).toBe(seconds);
  });

  it.each(['0s', '2d', '-1m', '15 m', '15M', '1.5h', '1e3s', 'm', '٣m', '9999999999s'])(
    'refuses the duration %s',
    (text) => {
      expect(problemsOf({ ACCESS_TOKEN_TTL: text }).map((problem) => problem.name)).toEqual(['ACCESS_TOKEN_TTL']);
    },
  );

  it.each([
    ['off', false],
    ['1', 1],
    ['loopback', ['loopback']],
    ['10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
  ])('trusts the proxies %s', (text, trusted) => {
    expect(loadSettings({ TRUST_PROXY: text }).trustProxy).toEqual(trusted);
  });

  it.each([
    'on',
    'true',
    '-1',
    '100',
    'proxy.example.com',
    '10.0.0.0/8; 1',
    ',',
    '1.2.3.4/99',
    '1.2.3.4/0',
    '1.2.3.4/',
    '999.1.1.1',
  ])('refuses to trust %s', (text) => {
    expect(problemsOf({ TRUST_PROXY: text }).map((problem) => problem.name)).toEqual(['TRUST_PROXY']);
  });

  it('takes a list of origins and nothing that is more than an origin', () => {
    const origins = 'https://a.example.com, http://localhost:3000';
    expect(loadSettings({ CORS_ORIGINS: origins }).corsOrigins).toEqual([
      'https://a.example.com',
      'http://localhost:3000',
    ]);
    for (const bad of [
      '*',
      'null',
      'a.example.com',
      'https://a.example.com/',
      'file:///x',
      'https://u:p@a.example.com',
    ]) {
      expect(problemsOf({ CORS_ORIGINS: bad })).toHaveLength(1);
    }
  });

  it('takes an address for links, with or without a path, and never ends it with a slash', () => {
    expect(loadSettings({ PUBLIC_URL: 'https://app.example.com/' }).publicUrl).toBe('https://app.example.com');
    expect(loadSettings({ PUBLIC_URL: 'https://example.com/clinic//' }).publicUrl).toBe('https://example.com/clinic');
    for (const bad of [
      'app.example.com',
      'ftp://a.example.com',
      'https://u:p@a.example.com',
      'https://a/?x',
      'http://a/#x',
    ])
      expect(problemsOf({ PUBLIC_URL: bad }).map((problem) => problem.name)).toEqual(['PUBLIC_URL']);
  });

  it('counts the bytes of the secret, not its characters', () => {
    expect(loadSettings({ JWT_SECRET: 'ж'.repeat(16) }).jwtSecret?.bytes()).toHaveLength(32);
    expect(problemsOf({ JWT_SECRET: 'a'.repeat(31) })).toEqual([
      { name: 'JWT_SECRET', reason: 'must have at least 32 bytes' },
    ]);
  });

  it('takes a secret from a file that its name with _FILE names, unless it is written out or others may read it', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'medadmin-secret-')), 'secret');
    const secret = 'x'.repeat(40);
    writeFileSync(file, `${secret}\n`, { mode: 0o600 });
    const read = (environment: Environment): string | undefined =>
      loadSettings(environment).jwtSecret?.bytes().toString();
    expect(read({ JWT_SECRET_FILE: file })).toBe(secret);
    expect(read({ JWT_SECRET_FILE: file, JWT_SECRET: 'y'.repeat(40) })).toBe('y'.repeat(40));
    chmodSync(file, 0o644);
    const reasons = [file, `${file}-not-there`].map((path) => problemsOf({ JWT_SECRET_FILE: path })[0]);
    expect(reasons).toEqual([
      { name: 'JWT_SECRET_FILE', reason: 'names a file that others may read' },
      { name: 'JWT_SECRET_FILE', reason: 'names a file that cannot be read' },
    ]);
    // What is no secret is not read from anywhere.
    expect(loadSettings({ PORT_FILE: file }).port).toBe(8000);
    rmSync(dirname(file), { recursive: true });
  });

  it('needs to know the mail server when mails are to be sent', () => {
    const SMTP_URL = 'smtps://clinic:secret@mail.example.com:465';
    expect(loadSettings({ MAIL_TRANSPORT: 'smtp', SMTP_URL })).toMatchObject({
      mailTransport: 'smtp',
      smtpUrl: SMTP_URL,
    });
    const bad = [{}, { SMTP_URL: 'mail.example.com' }, { SMTP_URL: 'https://mail.example.com' }];
    for (const environment of bad) {
      const problems = problemsOf({ MAIL_TRANSPORT: 'smtp', ...environment });
      expect(problems.map((problem) => problem.name)).toEqual(['SMTP_URL']);
    }
    expect(problemsOf({ SMTP_URL: 'mail.example.com' })).toHaveLength(1);
    expect(problemsOf({ MAIL_TRANSPORT: 'pigeon' }).map((problem) => problem.name)).toEqual(['MAIL_TRANSPORT']);
  });

  it.each([
    ['clinic@example.com', true],
    ['City Clinic <clinic@example.com>', true],
    ['City Clinic', false],
    ['a@example.com, b@example.com', false],
    ['Clinic <clinic@example.com>\nBcc: eve@example.com', false],
  ])('takes %j as a sender: %s', (MAIL_FROM, isFine) => {
    expect(problemsOf({ MAIL_FROM })).toHaveLength(isFine ? 0 : 1);
  });
});

function caught(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}
