import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { hash } from '@node-rs/argon2';
import { DataSource } from 'typeorm';
import { User } from '../../src/master/entities/index.js';
import { Passwords } from '../../src/master/passwords/passwords.js';
import { PasswordResets } from '../../src/master/passwords/password-resets.js';
import { SecondFactorReset } from '../../src/master/second-factor/second-factor-reset.js';
import { newRegistration, registerCompany } from '../support/api-client.js';
import type { Answer, ApiClient, SignedIn } from '../support/api-client.js';
import { mailsTo } from '../support/mailbox.js';
import { challengeOf, codeAt, complete, countStatuses, enrol } from '../support/second-factor.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { TestClock } from '../support/test-clock.js';

const MINUTE_MS = 60_000;
const clock = new TestClock('2026-11-24T08:00:00Z');
let running: RunningApp;

const login = (username: string, password: string): Promise<Answer> =>
  running.api.post('/api/auth/login', { username, password });

describe('a new password', () => {
  beforeAll(async () => {
    running = await startApp({ PASSWORD_MIN_LENGTH: '15' }, { clock });
  });
  afterAll(() => running.stop());

  const setTo = (password: string): Promise<Answer> =>
    running.api.post('/api/auth/register', {
      ...newRegistration({ companyName: `Sunshine Valley Clinic ${password.length}${Math.random()}` }),
      password,
    });

  it.each([
    ['14 characters', 'abcdefghijklmn', 'must have at least 15 characters'],
    ['7 characters', 'abcdefg', 'must have 8 to 200 characters'],
    ['201 characters', 'x'.repeat(201), 'must have 8 to 200 characters'],
    ['one of the most common ones', 'PassWord123', 'must have at least 15 characters'],
    ['the name of the program', '1-MedAdmin-1234567', 'is made of a name that others know'],
    ['a common one, long', '1qaz2WSX3edc4RFV', 'is one of the most common passwords'],
  ])('is refused when it is %s', async (_what, password, message) => {
    expect((await setTo(password)).body).toMatchObject({
      code: 'validation-failed',
      errors: [{ field: 'password', message }],
    });
  });

  it.each([
    ['15 letters', 'zgkwqhvtrmplyxs'],
    ['spaces and nothing else', ' '.repeat(15)],
    ['64 characters', 'one more long sentence that nobody else in the world would write'],
    ['any Unicode', 'пароль 密码 🔑 emoji ﷺ'],
  ])('may be %s: there are no rules of composition', async (_what, password) => {
    expect((await setTo(password)).status).toBe(201);
  });

  it('of the user’s own names is refused, however decorated', async () => {
    const registration = newRegistration({ companyName: 'Meadow Lake Family Clinic' });
    const { username, email } = registration;
    const guesses = [
      `${username}-2026-11-24`,
      email,
      'MeadowLakeFamilyClinic1!',
      'ada brown 123456789',
      '!AdaBrownAdaBrown!',
    ];
    for (const password of guesses) {
      const answer = await running.api.post('/api/auth/register', { ...registration, password });
      const isRefused = answer.status === 400;
      expect([password, isRefused]).toEqual([password, password !== '!AdaBrownAdaBrown!']);
    }
  });

  it('counts to its last character, and the same however it is typed', async () => {
    const long = `${'a long sentence '.repeat(12)}12345678`;
    expect(long).toHaveLength(200);
    const { registration } = await registerCompany(running.api, { password: long });
    expect((await login(registration.username, long)).status).toBe(200);
    expect((await login(registration.username, `${long.slice(0, -1)}9`)).status).toBe(401);
    expect((await login(registration.username, long.slice(0, 72))).status).toBe(401);
    const composed = 'Ångström café ﬁnale'.normalize('NFC');
    const other = await registerCompany(running.api, { password: composed });
    for (const form of ['NFD', 'NFKC', 'NFKD'] as const)
      expect((await login(other.registration.username, composed.normalize(form))).status).toBe(200);
  });

  it('may be of eight characters for those who have a second factor', async () => {
    const { api, registration } = await registerCompany(running.api);
    const change = { currentPassword: registration.password, newPassword: 'q7-vexil' };
    const alone = await api.post('/api/auth/change-password', change);
    expect(alone.body).toMatchObject({
      errors: [{ field: 'newPassword', message: 'must have at least 15 characters' }],
    });
    await enrol(api, registration.password, clock);
    const common = await api.post('/api/auth/change-password', { ...change, newPassword: 'password1' });
    expect(common.body).toMatchObject({ errors: [{ message: 'is one of the most common passwords' }] });
    expect((await api.post('/api/auth/change-password', change)).status).toBe(200);
  });

  /** Somebody with a second factor and a password that is too short without one. */
  async function withShortPassword(): Promise<{
    api: ApiClient;
    username: string;
    email: string;
    codes: readonly string[];
  }> {
    const { api, registration } = await registerCompany(running.api);
    const { username, email, password } = registration;
    const { recoveryCodes } = await enrol(api, password, clock);
    const change = { currentPassword: password, newPassword: 'q7-vexil' };
    const changed = await api.post<SignedIn>('/api/auth/change-password', change);
    return { api: running.api.as(changed.body.accessToken), username, email, codes: recoveryCodes };
  }

  it('must suffice alone before the second factor is switched off', async () => {
    const { api, codes } = await withShortPassword();
    const disable = (password: string, recoveryCode?: string): Promise<Answer> =>
      api.post('/api/auth/second-factor/disable', { password, recoveryCode });
    expect((await disable('q7-vexil', codes[0])).body).toMatchObject({ code: 'conflict', status: 409 });
    const newPassword = 'long enough to be all there is';
    const changed = await api.post<SignedIn>('/api/auth/change-password', { currentPassword: 'q7-vexil', newPassword });
    const again = running.api.as(changed.body.accessToken);
    const proof = { password: newPassword, recoveryCode: codes[0] };
    expect((await again.post('/api/auth/second-factor/disable', proof)).status).toBe(204);
  });

  it('is needed after an operator took the second factor away, by a link in a mail', async () => {
    const { username, email } = await withShortPassword();
    await running.app.get(SecondFactorReset).reset(username);
    expect((await login(username, 'q7-vexil')).status).toBe(401);
    await running.app.get(PasswordResets).work();
    const texts = (await mailsTo(running, email)).map(({ text }) => text);
    const [token] = texts.flatMap((text) => /reset-password\/#token=([\w-]+)/.exec(text)?.[1] ?? []);
    const reset = (newPassword: string): Promise<Answer> =>
      running.api.post('/api/auth/reset-password', { token, newPassword });
    expect((await reset('q7-vexil')).body).toMatchObject({ code: 'validation-failed' });
    expect((await reset('long enough to be all there is')).status).toBe(204);
    expect((await login(username, 'long enough to be all there is')).status).toBe(200);
  });
});

describe('a password', () => {
  beforeAll(async () => {
    running = await startApp({}, { clock });
  });
  afterAll(() => running.stop());

  const hashOf = async (username: string): Promise<string> => {
    const where = { usernameKey: username.toLowerCase() };
    const found = await running.app
      .get(DataSource)
      .getRepository(User)
      .findOne({
        where,
        select: { id: true, passwordHash: true },
      });
    return found!.passwordHash;
  };

  it('is hashed anew at the next sign-in when the parameters have risen', async () => {
    const { registration } = await registerCompany(running.api);
    const { username, password } = registration;
    const weak = await hash(password, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    await running.app.get(DataSource).getRepository(User).update({ usernameKey: username }, { passwordHash: weak });
    expect((await login(username, 'not the password')).status).toBe(401);
    expect(await hashOf(username)).toBe(weak);
    expect((await login(username, password)).status).toBe(200);
    const renewed = await hashOf(username);
    expect(renewed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect((await login(username, password)).status).toBe(200);
    expect(await hashOf(username)).toBe(renewed);
  });

  it('is checked for unknown users as for known ones: the same work, the same answer', async () => {
    const { registration } = await registerCompany(running.api);
    const verify = jest.spyOn(Passwords.prototype, 'verify');
    const answers: unknown[] = [];
    for (const username of [registration.username, 'nobody', 'no@body.example.com', registration.email]) {
      const { status, body, headers } = await login(username, 'not the password');
      const { requestId, ...told } = body;
      const kept = [...headers.keys()].filter((name) => name !== 'x-request-id').sort();
      answers.push({ status, told, kept, requestId: typeof requestId });
    }
    expect(verify).toHaveBeenCalledTimes(4);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    verify.mockRestore();
  });
});

describe('a forgotten password', () => {
  beforeAll(async () => {
    running = await startApp({}, { clock });
  });
  afterAll(() => running.stop());

  const forget = (username: string): Promise<Answer> => running.api.post('/api/auth/forgot-password', { username });
  const reset = (token: string, newPassword = 'an entirely new password'): Promise<Answer> =>
    running.api.post('/api/auth/reset-password', { token, newPassword });
  async function links(address: string): Promise<string[]> {
    await running.app.get(PasswordResets).work();
    const texts = (await mailsTo(running, address)).map(({ text }) => text);
    return texts.flatMap((text) => /reset-password\/#token=([\w-]+)/.exec(text)?.[1] ?? []);
  }

  it('is set anew by a link, which ends all sessions and works once', async () => {
    const { api, signedIn, registration } = await registerCompany(running.api);
    const { username, email, password } = registration;
    expect((await forget(email)).status).toBe(204);
    const [token = ''] = await links(email);
    expect((await running.api.as(token).get('/api/auth/me')).status).toBe(401);
    expect((await running.api.post('/api/auth/refresh', { refreshToken: token })).status).toBe(401);
    expect((await api.get('/api/auth/me')).status).toBe(200);
    expect((await reset(token, 'password1')).body).toMatchObject({ errors: [{ field: 'newPassword' }] });
    expect((await reset(token)).status).toBe(204);
    expect((await api.get('/api/auth/me')).status).toBe(401);
    expect((await running.api.post('/api/auth/refresh', { refreshToken: signedIn.refreshToken })).status).toBe(401);
    expect((await login(username, password)).status).toBe(401);
    expect((await login(username, 'an entirely new password')).status).toBe(200);
    expect((await reset(token)).body).toMatchObject({ code: 'not-found' });
  });

  it('is set once by twenty who use the link at once', async () => {
    const { registration } = await registerCompany(running.api);
    await forget(registration.username);
    const [token = ''] = await links(registration.email);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => reset(token, `an entirely new password ${index}`)),
    );
    expect(countStatuses(answers)).toEqual({ 204: 1, 404: 19 });
    const winner = answers.findIndex(({ status }) => status === 204);
    expect((await login(registration.username, `an entirely new password ${winner}`)).status).toBe(200);
  });

  it('lets nobody past a second factor', async () => {
    const { api, registration } = await registerCompany(running.api);
    const { username, email, password } = registration;
    const { secret } = await enrol(api, password, clock);
    await forget(username);
    expect((await reset((await links(email)).at(-1) ?? '')).status).toBe(204);
    const challenge = await challengeOf(running.api, username, 'an entirely new password');
    expect((await complete(running.api, challenge, { code: await codeAt(secret, clock.now()) })).status).toBe(200);
  });

  it('is answered the same for whom there is not, and sends them nothing', async () => {
    const { registration } = await registerCompany(running.api);
    const answers = [await forget(registration.username), await forget('nobody'), await forget('no@body.example.com')];
    expect(new Set(answers.map(({ status, text }) => `${status}${text}`))).toEqual(new Set(['204']));
    expect(await links('no@body.example.com')).toEqual([]);
    expect(await links(registration.email)).toHaveLength(1);
  });

  it('has links that last half an hour, at most three in an hour, and none after a change of the password', async () => {
    const { api, registration } = await registerCompany(running.api);
    const { email, password } = registration;
    for (let mails = 0; mails < 5; mails += 1) await forget(email);
    const [first = '', second = '', ...others] = await links(email);
    expect(others).toHaveLength(1);
    clock.advance(30 * MINUTE_MS);
    expect((await reset(first)).status).toBe(404);
    clock.advance(30 * MINUTE_MS);
    await forget(email);
    const fresh = (await links(email)).at(-1) ?? '';
    expect(fresh).not.toBe(second);
    const { body } = await running.api.post<{ accessToken: string }>('/api/auth/login', { username: email, password });
    expect((await api.get('/api/auth/me')).status).toBe(401);
    const change = { currentPassword: password, newPassword: 'changed by its user' };
    expect((await running.api.as(body.accessToken).post('/api/auth/change-password', change)).status).toBe(200);
    expect((await reset(fresh)).status).toBe(404);
  });

  it('can be asked for twenty times in an hour from one address', async () => {
    const limited = await startApp({ RATE_LIMIT: 'on', RATE_LIMIT_SIGN_IN_PER_MINUTE: '1000' }, { clock });
    const asked = Array.from({ length: 30 }, (_, index) =>
      limited.api.post('/api/auth/forgot-password', { username: `account${index}` }),
    );
    expect(countStatuses(await Promise.all(asked))).toEqual({ 204: 20, 429: 10 });
    await limited.stop();
  });
});
