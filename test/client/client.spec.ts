import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf, ApiProblem, BearerSession, CookieSession, createMedadminClient } from '../../web/src/api/index.js';
import type { MedadminClient, MedadminOptions, Schemas, Send, Tokens } from '../../web/src/api/index.js';
import { newRegistration } from '../support/api-client.js';
import { BrowserJar } from '../support/browser-jar.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';

const DOCTOR = { firstName: 'Grace', lastName: 'Hopper', specialty: 'Cardiology' };
const PAUSES_S = 20;

describe('the client of the API', () => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp();
  });
  afterAll(() => running.stop());

  const registration = (): Schemas['Register'] => newRegistration() as Schemas['Register'];
  const clientOf = (options: MedadminOptions = {}): MedadminClient =>
    createMedadminClient({ baseUrl: running.url, ...options });
  const listDoctors = (client: MedadminClient) => client.GET('/api/doctors');

  /** Counts what is sent to a path. */
  function counting(path: string, send: Send = fetch): { send: Send; count: () => number } {
    let sent = 0;
    return {
      count: () => sent,
      send: (request) => {
        if (new URL(request.url).pathname === path) sent += 1;
        return send(request);
      },
    };
  }

  /** The answers to the first requests are lost on their way; the server has done what they asked for. */
  function losing(answers: number): Send {
    let left = answers;
    return async (request) => {
      const response = await fetch(request);
      if (left <= 0) return response;
      left -= 1;
      throw new TypeError('the connection was lost');
    };
  }

  async function signedUp(options: MedadminOptions = {}): Promise<{ session: BearerSession; client: MedadminClient }> {
    const session = new BearerSession();
    const client = clientOf({ session, ...options });
    await answerOf(client.POST('/api/auth/register', { body: registration() }));
    return { session, client };
  }

  describe('answers', () => {
    it('what the API answers, with its types', async () => {
      const { client } = await signedUp();
      const created = await answerOf(client.POST('/api/doctors', { body: DOCTOR }));
      const licence: string | null = created.licenseNumber;
      expect([created.lastName, licence]).toEqual(['Hopper', null]);
      const { data } = await client.GET('/api/doctors', { params: { query: { q: 'hopp', sort: '-lastName' } } });
      expect(data?.items.map(({ id }) => id)).toEqual([created.id]);
      const { response } = await client.DELETE('/api/doctors/{id}', { params: { path: { id: created.id } } });
      expect(response.status).toBe(204);
      // @ts-expect-error a doctor needs a specialty
      expect((await client.POST('/api/doctors', { body: { firstName: 'x', lastName: 'y' } })).error?.status).toBe(400);
    });

    it('problems as values, and throws them to who prefers that', async () => {
      const { client } = await signedUp();
      const { data, error } = await client.POST('/api/doctors', { body: { ...DOCTOR, firstName: '' } });
      expect(data).toBeUndefined();
      expect([error?.code, error?.errors?.[0]?.field]).toEqual(['validation-failed', 'firstName']);
      const thrown = await answerOf(client.GET('/api/doctors/{id}', { params: { path: { id: 999 } } })).catch(
        (problem: unknown) => problem,
      );
      expect(thrown).toBeInstanceOf(ApiProblem);
      expect(thrown).toMatchObject({ code: 'not-found', status: 404 });
      const refused = await answerOf(client.POST('/api/doctors', { body: { ...DOCTOR, firstName: '' } })).catch(
        (problem: unknown) => problem as ApiProblem,
      );
      expect(refused).toMatchObject({ fields: { firstName: expect.stringMatching(/^[A-Z].*\.$/) } });
    });

    it('a problem also when a proxy answers something else', async () => {
      const proxy: Send = () => Promise.resolve(new Response('<h1>Bad Gateway</h1>', { status: 502 }));
      const { error } = await listDoctors(clientOf({ fetch: proxy }));
      expect(error).toMatchObject({ code: 'unavailable', status: 502, type: 'about:blank' });
    });

    it('offline when nobody answers', async () => {
      const nobody: Send = () => Promise.reject(new TypeError('fetch failed'));
      const call = answerOf(listDoctors(clientOf({ fetch: nobody, retries: 0 })));
      await expect(call).rejects.toMatchObject({ code: 'offline', status: 0 });
    });

    it('of a file that was sent as a file', async () => {
      const { client } = await signedUp();
      const file = 'firstName,lastName,specialty\nGrace,Hopper,Cardiology\n';
      const report = await answerOf(client.POST('/api/doctors/import', { body: file }));
      expect(report).toMatchObject({ rows: 1, imported: 1 });
    });
  });

  describe('sends again what got lost', () => {
    it('without a second effect', async () => {
      const { session } = await signedUp();
      const client = clientOf({ session, fetch: losing(2) });
      await answerOf(client.POST('/api/doctors', { body: DOCTOR }));
      expect((await answerOf(listDoctors(clientOf({ session })))).total).toBe(1);
    });

    it('which a client without keys would have done twice', async () => {
      const { session } = await signedUp();
      const send = losing(1);
      const naive = (): Promise<Response> =>
        send(
          new Request(`${running.url}/api/doctors`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${session.tokens?.accessToken}` },
            body: JSON.stringify(DOCTOR),
          }),
        );
      await naive().catch(naive);
      expect((await answerOf(listDoctors(clientOf({ session })))).total).toBe(2);
    });

    it('but not changes that carry no key, and not for ever', async () => {
      const { session, client } = await signedUp();
      const { id } = await answerOf(client.POST('/api/doctors', { body: DOCTOR }));
      const patching = counting(`/api/doctors/${id}`, losing(9));
      const change = clientOf({ session, fetch: patching.send }).PATCH('/api/doctors/{id}', {
        params: { path: { id } },
        body: { specialty: 'x' },
      });
      await expect(change).rejects.toThrow('lost');
      expect(patching.count()).toBe(1);
      const reading = counting('/api/doctors', losing(9));
      await expect(listDoctors(clientOf({ session, fetch: reading.send, retries: 1 }))).rejects.toThrow('lost');
      expect(reading.count()).toBe(2);
    });

    it('after the pause that the server wishes, if it is short', async () => {
      const { session } = await signedUp();
      let answers = 0;
      const migrating =
        (pause: number): Send =>
        (request) => {
          answers += 1;
          if (answers > 1) return fetch(request);
          return Promise.resolve(new Response('{}', { status: 503, headers: { 'Retry-After': String(pause) } }));
        };
      expect((await listDoctors(clientOf({ session, fetch: migrating(0) }))).response.status).toBe(200);
      answers = 0;
      expect((await listDoctors(clientOf({ session, fetch: migrating(PAUSES_S) }))).response.status).toBe(503);
      expect(answers).toBe(1);
    });

    it('and stops when it is told to', async () => {
      const nobody: Send = () => Promise.reject(new TypeError('fetch failed'));
      const abort = new AbortController();
      const call = answerOf(clientOf({ fetch: nobody, retries: 50 }).GET('/api/plans', { signal: abort.signal }));
      abort.abort();
      await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    });
  });

  describe('with a session by tokens', () => {
    const ended = (tokens: Tokens | undefined): Tokens => ({
      accessToken: '',
      refreshToken: '',
      ...tokens,
      expiresAtMs: 0,
    });

    it('exchanges them once, however many requests find them at their end', async () => {
      const { session } = await signedUp();
      const seen: (Tokens | undefined)[] = [];
      const later = new BearerSession({ tokens: ended(session.tokens), onChange: (tokens) => seen.push(tokens) });
      const refreshing = counting('/api/auth/refresh');
      const client = clientOf({ session: later, fetch: refreshing.send });
      const answers = await Promise.all(Array.from({ length: 20 }, () => listDoctors(client)));
      expect(new Set(answers.map(({ response }) => response.status))).toEqual(new Set([200]));
      expect([refreshing.count(), seen.length]).toEqual([1, 1]);
      expect(seen[0]?.refreshToken).not.toBe(session.tokens?.refreshToken);
    });

    it('where a client that lets every request exchange them loses the session', async () => {
      const { session } = await signedUp();
      const body = { refreshToken: session.tokens?.refreshToken ?? '' };
      const naive = () => createMedadminClient({ baseUrl: running.url }).POST('/api/auth/refresh', { body });
      const codes = (await Promise.all([naive(), naive(), naive()])).map(({ error }) => error?.code);
      expect(codes).toContain('refresh-token-reused');
    });

    it('exchanges them when the server no longer takes them, before their time', async () => {
      const { session } = await signedUp();
      const tokens = { ...ended(session.tokens), accessToken: 'forgotten', expiresAtMs: Date.now() + 60_000 };
      const refreshing = counting('/api/auth/refresh');
      const client = clientOf({ session: new BearerSession({ tokens }), fetch: refreshing.send });
      const answers = await Promise.all([listDoctors(client), listDoctors(client)]);
      expect(answers.map(({ response }) => response.status)).toEqual([200, 200]);
      expect(refreshing.count()).toBe(1);
    });

    it('keeps the session when the answer of the exchange is lost', async () => {
      const { session } = await signedUp();
      const later = new BearerSession({ tokens: ended(session.tokens) });
      const client = clientOf({ session: later, fetch: losing(1) });
      expect((await listDoctors(client)).response.status).toBe(200);
    });

    it('tells when the session was ended elsewhere', async () => {
      const { session, client } = await signedUp();
      const seen: (Tokens | undefined)[] = [];
      const other = new BearerSession({ tokens: ended(session.tokens), onChange: (tokens) => seen.push(tokens) });
      await client.POST('/api/auth/logout', { body: {} });
      expect(session.tokens).toBeUndefined();
      const { error } = await listDoctors(clientOf({ session: other }));
      expect(error?.status).toBe(401);
      expect([seen, other.tokens]).toEqual([[undefined], undefined]);
    });

    it('takes a wrong password for what it is', async () => {
      const session = new BearerSession();
      const { error } = await clientOf({ session }).POST('/api/auth/login', { body: { username: 'x', password: 'y' } });
      expect([error?.code, session.tokens]).toEqual(['invalid-credentials', undefined]);
    });

    it('goes on with the tokens that changing the password gives', async () => {
      const body = registration();
      const session = new BearerSession();
      const client = clientOf({ session });
      await answerOf(client.POST('/api/auth/register', { body }));
      const before = session.tokens;
      const change = { currentPassword: body.password, newPassword: 'another good password' };
      await answerOf(client.POST('/api/auth/change-password', { body: change }));
      expect(session.tokens?.accessToken).not.toBe(before?.accessToken);
      expect((await listDoctors(client)).response.status).toBe(200);
    });
  });

  describe('with a session in cookies', () => {
    async function page(): Promise<{
      jar: BrowserJar;
      client: MedadminClient;
      session: CookieSession;
      ends: () => number;
    }> {
      const jar = new BrowserJar();
      let ends = 0;
      const session = new CookieSession({
        readCookies: () => jar.readable,
        inTurn: (work) => work(),
        onEnded: () => (ends += 1),
      });
      const client = clientOf({ session, fetch: jar.fetch });
      const answer = await answerOf(client.POST('/api/auth/register', { body: registration() }));
      expect(answer).toMatchObject({ accessToken: '', refreshToken: '' });
      return { jar, client, session, ends: () => ends };
    }

    it('shows tokens to no script, and proves that changes come from its page', async () => {
      const { jar, client } = await page();
      expect(jar.readable).toMatch(/^medadmin-csrf=[\w-]+$/);
      const created = await answerOf(client.POST('/api/doctors', { body: DOCTOR }));
      expect((await answerOf(listDoctors(client))).total).toBe(1);
      const forged = createMedadminClient({ baseUrl: running.url, fetch: jar.fetch });
      const { error } = await forged.DELETE('/api/doctors/{id}', { params: { path: { id: created.id } } });
      expect(error?.code).toBe('forged-request');
    });

    it('renews it once when the short token is over, and sends again', async () => {
      const { jar, client, ends } = await page();
      jar.expire('medadmin-access');
      const answers = await Promise.all(Array.from({ length: 10 }, () => listDoctors(client)));
      expect(new Set(answers.map(({ response }) => response.status))).toEqual(new Set([200]));
      jar.expire('medadmin-access');
      expect((await client.POST('/api/doctors', { body: DOCTOR })).response.status).toBe(201);
      expect(ends()).toBe(0);
    });

    it('renews it when asked, and tells when it has ended', async () => {
      const { jar, client, session, ends } = await page();
      expect([await session.renew(), session.isThere]).toEqual([true, true]);
      await client.POST('/api/auth/logout', { body: {} });
      expect([await session.renew(), session.isThere, ends()]).toEqual([false, false, 0]);
      expect((await listDoctors(client)).error?.code).toBe('unauthenticated');
      expect(ends()).toBe(1);
      expect(jar.readable).toBe('');
    });
  });
});
