import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { RecoveryCode, SecondFactor } from '../../src/master/entities/index.js';
import { SecondFactorReset } from '../../src/master/second-factor/second-factor-reset.js';
import { SecondFactorSecrets } from '../../src/master/second-factor/secrets.js';
import { totpStep } from '../../src/master/second-factor/totp.js';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient, SignedIn } from '../support/api-client.js';
import { CookieClient } from '../support/cookie-client.js';
import { mailsTo } from '../support/mailbox.js';
import { challengeOf, codeAt, complete, countStatuses, enrol, STEP_MS, wrongCode } from '../support/second-factor.js';
import type { Enrolled } from '../support/second-factor.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { TestClock } from '../support/test-clock.js';

const MINUTE_MS = 60_000;

describe('a second factor', () => {
  const clock = new TestClock('2026-11-24T08:00:00Z');
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp({}, { clock });
  });
  afterAll(() => running.stop());

  interface Person extends Enrolled {
    readonly api: ApiClient;
    readonly userId: number;
    readonly username: string;
    readonly password: string;
    readonly email: string;
    challenge(): Promise<string>;
    code(): Promise<string>;
  }
  async function enrolled(): Promise<Person> {
    const { api, signedIn, registration } = await registerCompany(running.api);
    const { username, password, email } = registration;
    const factor = await enrol(api, password, clock);
    return {
      ...factor,
      api,
      userId: signedIn.user.id,
      username,
      password,
      email,
      challenge: () => challengeOf(running.api, username, password),
      code: () => codeAt(factor.secret, clock.now()),
    };
  }

  it('is asked for after the password, and then signs in as before', async () => {
    const { username, password, ...person } = await enrolled();
    const first = await running.api.post('/api/auth/login', { username, password });
    expect(first.status).toBe(401);
    expect(first.body).toMatchObject({ code: 'second-factor-required', challengeExpiresIn: 300 });
    expect(Object.keys(first.body)).not.toEqual(expect.arrayContaining(['accessToken']));
    const wrong = await running.api.post('/api/auth/login', { username, password: 'nonsense' });
    expect(wrong.body).toMatchObject({ code: 'invalid-credentials' });
    const { status, body } = await complete(running.api, await person.challenge(), { code: await person.code() });
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(
      ['accessToken', 'company', 'expiresIn', 'refreshToken', 'subscription', 'user'].sort(),
    );
    expect((await running.api.as(body.accessToken).get('/api/auth/me')).status).toBe(200);
  });

  it('works in cookie mode, and gives the page no token', async () => {
    const { username, password, ...person } = await enrolled();
    const page = new CookieClient(running.url);
    const challenge = await challengeOf(page, username, password);
    expect(page.cookies.size).toBe(0);
    const { status, body } = await complete(page, challenge, { code: await person.code() });
    expect([status, body.accessToken, body.refreshToken]).toEqual([200, '', '']);
    expect((await page.get('/api/doctors')).status).toBe(200);
  });

  it('takes the codes of this half minute and of those beside it, and no others', async () => {
    const person = await enrolled();
    const at = (steps: number): Promise<string> =>
      codeAt(person.secret, new Date(clock.now().getTime() + steps * STEP_MS));
    for (const steps of [-2, 2])
      expect((await complete(running.api, await person.challenge(), { code: await at(steps) })).status).toBe(401);
    clock.advance(2 * STEP_MS);
    for (const steps of [-1, 0, 1])
      expect((await complete(running.api, await person.challenge(), { code: await at(steps) })).status).toBe(200);
  });

  it('accepts no code a second time, not even twenty at once', async () => {
    const person = await enrolled();
    const [challenge, code] = [await person.challenge(), await person.code()];
    const answers = await Promise.all(Array.from({ length: 20 }, () => complete(running.api, challenge, { code })));
    expect(countStatuses(answers)[200]).toBe(1);
    clock.advance(15 * MINUTE_MS);
    const later = await person.code();
    expect((await complete(running.api, await person.challenge(), { code: later })).status).toBe(200);
    expect((await complete(running.api, await person.challenge(), { code: later })).status).toBe(401);
  });

  it('would accept one several times if it were looked at before it is written down (control)', async () => {
    const person = await enrolled();
    const factors = running.app.get(DataSource).getRepository(SecondFactor);
    const code = await person.code();
    const naive = async (): Promise<boolean> => {
      const { lastStep } = await factors.findOneByOrFail({ userId: person.userId });
      const step = await totpStep(person.secret, code, clock.now(), lastStep);
      if (step !== undefined) await factors.update({ userId: person.userId }, { lastStep: step });
      return step !== undefined;
    };
    const accepted = (await Promise.all(Array.from({ length: 20 }, naive))).filter(Boolean);
    expect(accepted.length).toBeGreaterThan(1);
  });

  it('lets five of fifty guesses through that come at once, and then nobody for a quarter of an hour', async () => {
    const person = await enrolled();
    const challenge = await person.challenge();
    const code = await wrongCode(person.secret, clock.now());
    const guesses = await Promise.all(Array.from({ length: 50 }, () => complete(running.api, challenge, { code })));
    expect(countStatuses(guesses)).toEqual({ 401: 5, 429: 45 });
    const refused = await complete(running.api, challenge, { code: await person.code() });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '900']);
    clock.advance(15 * MINUTE_MS);
    const right = await complete(running.api, await person.challenge(), { code: await person.code() });
    expect(right.status).toBe(200);
  });

  it('would let more guesses through if tries were counted after the look (control)', async () => {
    const { userId } = await enrolled();
    const factors = running.app.get(DataSource).getRepository(SecondFactor);
    const naive = async (): Promise<boolean> => {
      const { tries } = await factors.findOneByOrFail({ userId });
      if (tries >= 5) return false;
      await factors.update({ userId }, { tries: tries + 1 });
      return true;
    };
    const through = (await Promise.all(Array.from({ length: 50 }, naive))).filter(Boolean);
    expect(through.length).toBeGreaterThan(5);
  });

  it('has longer waits after more wrong codes; a recovery code helps at once', async () => {
    const person = await enrolled();
    const guessFive = async (): Promise<string | null> => {
      for (let guess = 0; guess < 5; guess += 1) {
        const code = await wrongCode(person.secret, clock.now());
        expect((await complete(running.api, await person.challenge(), { code })).status).toBe(401);
      }
      const code = await person.code();
      return (await complete(running.api, await person.challenge(), { code })).headers.get('retry-after');
    };
    expect(await guessFive()).toBe('900');
    clock.advance(15 * MINUTE_MS);
    expect(await guessFive()).toBe('3600');
    const [recoveryCode = ''] = person.recoveryCodes;
    expect((await complete(running.api, await person.challenge(), { recoveryCode })).status).toBe(200);
    expect((await complete(running.api, await person.challenge(), { code: await person.code() })).status).toBe(200);
  });

  it('can be replaced by each of ten recovery codes, once, of twenty at once too, however it is written', async () => {
    const person = await enrolled();
    const [first = '', second = ''] = person.recoveryCodes;
    expect(new Set(person.recoveryCodes).size).toBe(10);
    const challenge = await person.challenge();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => complete(running.api, challenge, { recoveryCode: first })),
    );
    expect(countStatuses(answers)).toEqual({ 200: 1, 401: 19 });
    const typed = second.toLowerCase().replaceAll('-', ' ');
    expect((await complete(running.api, challenge, { recoveryCode: typed })).status).toBe(200);
    expect((await complete(running.api, challenge, { recoveryCode: typed })).status).toBe(401);
    const { api } = await enrolled();
    const left = await person.api.get('/api/auth/second-factor');
    expect(left.body).toEqual({ isEnabled: true, isRequired: false, recoveryCodesLeft: 8 });
    expect((await api.get('/api/auth/second-factor')).body).toMatchObject({ recoveryCodesLeft: 10 });
  });

  it('would take a recovery code several times if it were looked up first (control)', async () => {
    const { userId } = await enrolled();
    const codes = running.app.get(DataSource).getRepository(RecoveryCode);
    const { codeHash } = (await codes.findBy({ userId }))[0]!;
    const naive = async (): Promise<boolean> => {
      const { usedAt } = await codes.findOneByOrFail({ codeHash });
      if (usedAt === null) await codes.update({ codeHash }, { usedAt: clock.now() });
      return usedAt === null;
    };
    const accepted = (await Promise.all(Array.from({ length: 20 }, naive))).filter(Boolean);
    expect(accepted.length).toBeGreaterThan(1);
  });

  it('is kept encrypted, for its own user only; recovery codes are kept as hashes', async () => {
    const person = await enrolled();
    const other = await enrolled();
    for (const file of ['db.sqlite3', 'db.sqlite3-wal']) {
      const bytes = await readFile(join(running.dataDir, file));
      for (const secret of [
        person.secret,
        ...person.recoveryCodes,
        ...person.recoveryCodes.map((code) => code.replaceAll('-', '')),
      ])
        expect(bytes.includes(secret)).toBe(false);
      // So that it would be found.
      if (file.endsWith('-wal')) expect(bytes.includes(person.username)).toBe(true);
    }
    const secrets = running.app.get(SecondFactorSecrets);
    const encrypted = secrets.encrypt(person.secret, person.userId);
    expect(secrets.decrypt(encrypted, person.userId)).toBe(person.secret);
    expect(() => secrets.decrypt(encrypted, other.userId)).toThrow('cannot be decrypted');
  });

  it('ends other sessions when it is set up, tells its user by mail, and has a QR code for the app', async () => {
    const { api, registration } = await registerCompany(running.api);
    const { username, password, email } = registration;
    const login = await running.api.post<{ accessToken: string }>('/api/auth/login', { username, password });
    const elsewhere = running.api.as(login.body.accessToken);
    expect((await elsewhere.get('/api/auth/me')).status).toBe(200);
    const setup = await api.post<Record<string, string>>('/api/auth/second-factor/setup', { password });
    expect(setup.body.otpauthUri).toContain(`otpauth://totp/medadmin:${username}?secret=${setup.body.secret}`);
    expect(setup.body.qrCodeSvg).toMatch(/^<svg .*<\/svg>$/s);
    await enrol(api, password, clock);
    expect((await elsewhere.get('/api/auth/me')).status).toBe(401);
    expect((await api.get('/api/auth/me')).status).toBe(200);
    expect((await mailsTo(running, email)).map(({ subject }) => subject)).toEqual([
      'A second factor was set up for your account',
    ]);
  });

  it('is set up and switched off by its user only: with password, and with a code', async () => {
    const { api, registration } = await registerCompany(running.api);
    const path = '/api/auth/second-factor';
    expect((await api.post(`${path}/setup`, { password: 'nonsense' })).body).toMatchObject({ status: 400 });
    expect((await api.post(`${path}/confirm`, { code: '123456' })).status).toBe(409);
    const person = await enrolled();
    const { password } = person;
    expect((await person.api.post(`${path}/setup`, { password })).status).toBe(409);
    expect((await person.api.post(`${path}/disable`, { password })).status).toBe(400);
    const wrong = await wrongCode(person.secret, clock.now());
    expect((await person.api.post(`${path}/disable`, { password, code: wrong })).status).toBe(400);
    const code = await person.code();
    expect((await person.api.post(`${path}/disable`, { password: 'nonsense', code })).status).toBe(400);
    const renewed = await person.api.post<Enrolled>(`${path}/recovery-codes`, { password, code });
    expect(renewed.status).toBe(200);
    const [old = ''] = person.recoveryCodes;
    const [recoveryCode = ''] = renewed.body.recoveryCodes;
    expect((await person.api.post(`${path}/disable`, { password, recoveryCode: old })).status).toBe(400);
    expect((await person.api.post(`${path}/disable`, { password, recoveryCode })).status).toBe(204);
    expect((await running.api.post('/api/auth/login', { username: person.username, password })).status).toBe(200);
    expect((await api.post(`${path}/disable`, { password: registration.password })).status).toBe(409);
  });

  it('leaves a challenge that is of no other use, for five minutes, and none after a change of the password', async () => {
    const person = await enrolled();
    const challenge = await person.challenge();
    for (const path of ['/api/auth/me', '/api/doctors', '/api/auth/sessions'])
      expect((await running.api.as(challenge).get(path)).status).toBe(401);
    expect((await running.api.post('/api/auth/refresh', { refreshToken: challenge })).status).toBe(401);
    const cut = await complete(running.api, challenge.slice(0, -1), { code: await person.code() });
    expect(cut.body).toMatchObject({ code: 'invalid-credentials' });
    clock.advance(5 * MINUTE_MS);
    expect((await complete(running.api, challenge, { code: await person.code() })).status).toBe(401);
    const before = await person.challenge();
    const change = { currentPassword: person.password, newPassword: 'an entirely new password' };
    expect((await person.api.post('/api/auth/change-password', change)).status).toBe(200);
    expect((await complete(running.api, before, { code: await person.code() })).status).toBe(401);
  });

  it('is taken by the operator from somebody who lost it, who is signed out and told', async () => {
    const reset = running.app.get(SecondFactorReset);
    const { username, password, ...person } = await enrolled();
    expect(await reset.reset(person.email.toUpperCase())).toBe(username);
    expect((await person.api.get('/api/auth/me')).status).toBe(401);
    const [mail] = (await mailsTo(running, person.email)).slice(-1);
    expect(mail?.subject).toContain('removed by the operator');
    const again = await running.api.post<SignedIn>('/api/auth/login', { username, password });
    expect(again.status).toBe(200);
    const { recoveryCodesLeft } = (
      await running.api.as(again.body.accessToken).get<{ recoveryCodesLeft: number }>('/api/auth/second-factor')
    ).body;
    expect(recoveryCodesLeft).toBe(0);
    await expect(reset.reset(username)).rejects.toThrow('No second factor is set up');
    await expect(reset.reset('nobody.at.all')).rejects.toThrow('no user of that name');
  });

  it('stays required of those who must have one, after the operator has taken it', async () => {
    const owner = await enrolled();
    const policy = { requiredFor: ['owner'] };
    const code = await owner.code();
    await owner.api.post('/api/auth/step-up', { password: owner.password, code });
    expect((await owner.api.send('PUT', '/api/company/second-factor', policy)).status).toBe(200);
    await running.app.get(SecondFactorReset).reset(owner.username);
    const { username, password } = owner;
    const again = await running.api.post<SignedIn>('/api/auth/login', { username, password });
    const answer = await running.api.as(again.body.accessToken).get('/api/doctors');
    expect(answer.body).toMatchObject({ code: 'second-factor-enrolment-required' });
  });

  it('is answered the same when the first answer was lost', async () => {
    const person = await enrolled();
    const body = { challenge: await person.challenge(), code: await person.code() };
    const send = () => running.api.post('/api/auth/second-factor', body, { 'Idempotency-Key': 'lost' });
    const first = await send();
    expect([first.status, (await send()).text]).toEqual([200, first.text]);
    expect((await running.api.post('/api/auth/second-factor', body)).status).toBe(401);
  });
});
