import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { RefreshToken } from '../../src/master/entities/session.entity.js';
import { hashOf } from '../../src/master/sessions/session-tokens.js';
import { newRegistration, registerCompany } from '../support/api-client.js';
import type { SignedIn } from '../support/api-client.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { masterContent } from '../support/test-engine.js';

describe('signing in', () => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp();
  });
  afterAll(() => running.stop());

  it('works by username and by e-mail address, however they are written', async () => {
    const { registration } = await registerCompany(running.api);
    for (const username of [registration.username.toUpperCase(), ` ${registration.email} `]) {
      const answer = await running.api.post<SignedIn>('/api/auth/login', { username, password: registration.password });
      expect(answer.status).toBe(200);
      expect(answer.body.user.username).toBe(registration.username);
      expect(answer.body.company.name).toBe(registration.companyName);
    }
  });

  it('refuses a wrong password and an unknown user in the same words', async () => {
    const { registration } = await registerCompany(running.api);
    const wrong = await running.api.post('/api/auth/login', { username: registration.username, password: 'nonsense' });
    const unknown = await running.api.post('/api/auth/login', { username: 'nobody', password: 'nonsense' });
    for (const answer of [wrong, unknown]) {
      expect(answer.status).toBe(401);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer.body).toMatchObject({ code: 'invalid-credentials', status: 401 });
    }
    expect(wrong.body.detail).toBe(unknown.body.detail);
  });

  it('tells who is signed in', async () => {
    const { api, registration } = await registerCompany(running.api);
    const me = await api.get('/api/auth/me');
    expect(me.status).toBe(200);
    expect(me.body).toMatchObject({
      user: { email: registration.email, role: 'owner' },
      company: { name: registration.companyName },
      subscription: { status: 'trialing', plan: { code: 'professional' }, daysRemaining: 14 },
    });
    expect(me.text).not.toMatch(/hash|password/i);
  });

  it('ends a session at sign-out, for the very next request', async () => {
    const { api, signedIn } = await registerCompany(running.api);
    expect((await api.get('/api/auth/me')).status).toBe(200);
    expect((await api.post('/api/auth/logout', {})).status).toBe(204);
    expect((await api.get('/api/auth/me')).status).toBe(401);
    const refreshed = await running.api.post('/api/auth/refresh', { refreshToken: signedIn.refreshToken });
    expect(refreshed.status).toBe(401);
  });

  it('signs out by refresh token alone, and says no to a sign-out by nobody', async () => {
    const { api, signedIn } = await registerCompany(running.api);
    expect((await running.api.post('/api/auth/logout', { refreshToken: signedIn.refreshToken })).status).toBe(204);
    expect((await api.get('/api/auth/me')).status).toBe(401);
    expect((await running.api.post('/api/auth/logout', {})).status).toBe(401);
  });

  it('changes the password and ends every session with the old one', async () => {
    const { api, signedIn, registration } = await registerCompany(running.api);
    const wrong = await api.post('/api/auth/change-password', {
      currentPassword: 'nonsense',
      newPassword: 'new password 1',
    });
    expect(wrong.body).toMatchObject({ code: 'validation-failed', errors: [{ field: 'currentPassword' }] });
    const changed = await api.post<SignedIn>('/api/auth/change-password', {
      currentPassword: registration.password,
      newPassword: 'an entirely new password',
    });
    expect(changed.status).toBe(200);
    expect((await api.get('/api/auth/me')).status).toBe(401);
    expect((await running.api.post('/api/auth/refresh', { refreshToken: signedIn.refreshToken })).status).toBe(401);
    expect((await running.api.as(changed.body.accessToken).get('/api/auth/me')).status).toBe(200);
    const login = (password: string) =>
      running.api.post('/api/auth/login', { username: registration.username, password });
    expect((await login(registration.password)).status).toBe(401);
    expect((await login('an entirely new password')).status).toBe(200);
  });
});

describe('refresh tokens', () => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp();
  });
  afterAll(() => running.stop());
  const refresh = (refreshToken: string) => running.api.post<SignedIn>('/api/auth/refresh', { refreshToken });

  it('rotate', async () => {
    const { signedIn } = await registerCompany(running.api);
    const second = await refresh(signedIn.refreshToken);
    expect(second.status).toBe(200);
    expect(second.body.refreshToken).not.toBe(signedIn.refreshToken);
    expect((await running.api.as(second.body.accessToken).get('/api/auth/me')).status).toBe(200);
    expect((await refresh(second.body.refreshToken)).status).toBe(200);
  });

  it('end the whole session when one is used twice', async () => {
    const { signedIn, api } = await registerCompany(running.api);
    const second = await refresh(signedIn.refreshToken);
    const reused = await refresh(signedIn.refreshToken);
    expect(reused.status).toBe(401);
    expect(reused.body).toMatchObject({ code: 'refresh-token-reused' });
    expect((await refresh(second.body.refreshToken)).status).toBe(401);
    expect((await api.get('/api/auth/me')).status).toBe(401);
    expect((await running.api.as(second.body.accessToken).get('/api/auth/me')).status).toBe(401);
  });

  it('let one of twenty at once win, and leave no two lineages alive', async () => {
    const { signedIn } = await registerCompany(running.api);
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(signedIn.refreshToken)));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(19);
    const winner = answers.find((answer) => answer.status === 200);
    expect((await refresh(winner?.body.refreshToken ?? '')).status).toBe(401);
  });

  it('would let several win if one were looked up before it is used up (control)', async () => {
    const { signedIn } = await registerCompany(running.api);
    const tokens = running.app.get(DataSource).getRepository(RefreshToken);
    const tokenHash = hashOf(signedIn.refreshToken);
    const naive = async (): Promise<boolean> => {
      const { usedAt } = await tokens.findOneByOrFail({ tokenHash });
      if (usedAt === null) await tokens.update({ tokenHash }, { usedAt: new Date() });
      return usedAt === null;
    };
    const winners = (await Promise.all(Array.from({ length: 20 }, naive))).filter(Boolean);
    expect(winners.length).toBeGreaterThan(1);
  });

  it('may be sent again with an Idempotency-Key by a client whose answer was lost', async () => {
    const { signedIn } = await registerCompany(running.api);
    const send = (key: string) =>
      running.api.post<SignedIn>(
        '/api/auth/refresh',
        { refreshToken: signedIn.refreshToken },
        { 'Idempotency-Key': key },
      );
    const first = await send('lost-answer-1');
    const copies = await Promise.all(Array.from({ length: 10 }, () => send('lost-answer-1')));
    for (const copy of copies) expect([copy.status, copy.text]).toEqual([200, first.text]);
    expect((await running.api.as(first.body.accessToken).get('/api/auth/me')).status).toBe(200);
    expect((await send('another-key')).body).toMatchObject({ code: 'refresh-token-reused' });
    expect((await running.api.as(first.body.accessToken).get('/api/auth/me')).status).toBe(401);
  });

  it('are refused when made up', async () => {
    for (const made of ['x', 'a'.repeat(43), newRegistration().password]) {
      expect((await refresh(made)).status).toBe(401);
    }
  });

  it('are kept as hashes only', async () => {
    const { signedIn } = await registerCompany(running.api);
    const content = await masterContent(running.dataDir);
    expect(content).toContain(signedIn.company.slug);
    expect(content.includes(signedIn.refreshToken)).toBe(false);
  });
});
