import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { Role } from '../../src/common/index.js';
import { Invitation } from '../../src/master/entities/index.js';
import { invitationTokenHash } from '../../src/master/invitations/invitation-tokens.js';
import { registerCompany } from '../support/api-client.js';
import type { Answer, ApiClient, SignedIn } from '../support/api-client.js';
import { addColleague } from '../support/colleagues.js';
import { acceptInvitation, insertInvitations } from '../support/invitations.js';
import { invitationToken, mailsTo } from '../support/mailbox.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { TestClock } from '../support/test-clock.js';
import { raw } from '../support/test-engine.js';

interface InvitationAnswer {
  readonly id: number;
  readonly email: string;
  readonly role: Role;
  readonly status: string;
  readonly invitedBy: string | null;
}
interface Invitations {
  readonly items: InvitationAnswer[];
  readonly total: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
let guests = 0;

describe('invitations', () => {
  const clock = new TestClock('2026-11-24T08:00:00Z');
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp({ PUBLIC_URL: 'https://clinics.example.com/' }, { clock });
  });
  afterAll(() => running.stop());

  const newGuest = () => {
    guests += 1;
    return { email: `Guest${guests}@example.com`, username: `guest${guests}` };
  };
  const invite = (api: ApiClient, email: string, role: Role = 'doctor', headers?: Record<string, string>) =>
    api.post<InvitationAnswer>('/api/invitations', { email, role }, headers);
  const accept = (token: string, username: string, headers?: Record<string, string>): Promise<Answer<SignedIn>> =>
    running.api.post<SignedIn>(
      '/api/invitations/accept',
      { token, username, firstName: 'Grace', lastName: 'Hopper', password: 'a good long password' },
      headers,
    );
  const company = async (planCode = 'enterprise') => {
    const { api: owner, signedIn } = await registerCompany(running.api, { planCode });
    return { owner, signedIn, companyId: signedIn.company.id };
  };
  /** Invites a guest of their own. */
  const invited = async (owner: ApiClient, role: Role = 'doctor') => {
    const guest = newGuest();
    const answer = await invite(owner, guest.email, role);
    expect(answer.status).toBe(201);
    return { ...guest, id: answer.body.id, token: await invitationToken(running, guest.email) };
  };

  it('bring somebody into the company, signed in, with the role they were invited for', async () => {
    const { owner, signedIn } = await company();
    const guest = newGuest();
    const created = await invite(owner, guest.email, 'receptionist');
    expect(created.body).toEqual({
      id: expect.any(Number),
      email: guest.email,
      role: 'receptionist',
      status: 'open',
      invitedBy: 'Ada Brown',
      createdAt: '2026-11-24T08:00:00.000Z',
      expiresAt: '2026-12-01T08:00:00.000Z',
    });
    expect((await owner.get<Invitations>('/api/invitations')).body.items).toEqual([created.body]);
    const [mail, ...others] = await mailsTo(running, guest.email);
    expect(others).toEqual([]);
    expect(mail?.subject).toBe(`Ada Brown invites you to ${signedIn.company.name}`);
    expect(mail?.text).toMatch(/https:\/\/clinics\.example\.com\/invitation\/#token=[\w-]{43}\s/);
    const joined = await accept(await invitationToken(running, guest.email), guest.username);
    expect(joined.status).toBe(201);
    expect(joined.body.user).toMatchObject({ username: guest.username, email: guest.email, role: 'receptionist' });
    expect(joined.body.company).toEqual(signedIn.company);
    const guestApi = running.api.as(joined.body.accessToken);
    expect((await guestApi.get('/api/doctors')).status).toBe(200);
    expect((await guestApi.get('/api/users')).status).toBe(403);
    expect((await owner.get<Invitations>('/api/invitations')).body.items[0]?.status).toBe('accepted');
  });

  describe('never', () => {
    it('work twice, however many try at once', async () => {
      const { owner } = await company();
      const { token, username } = await invited(owner);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => accept(token, `${username}-${index}`)),
      );
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses).toEqual([201, ...Array<number>(19).fill(404)]);
      expect((await accept(token, `${username}-late`)).status).toBe(404);
      expect((await owner.get<{ total: number }>('/api/users')).body.total).toBe(2);
    });

    it('work once only by luck in the naive arrangement that looks before it writes', async () => {
      const { companyId } = await company();
      const [token = ''] = await insertInvitations(running.dataDir, companyId, 1);
      const master = running.app.get(DataSource).getRepository(Invitation);
      const take = async (): Promise<boolean> => {
        const { id, acceptedAt } = await master.findOneByOrFail({ tokenHash: invitationTokenHash(token) });
        if (acceptedAt !== null) return false;
        await master.update({ id }, { acceptedAt: clock.now() });
        return true;
      };
      const taken = await Promise.all(Array.from({ length: 20 }, take));
      expect(taken.filter((isTaken) => isTaken).length).toBeGreaterThan(1);
    });

    it('work when they are made up, taken back or replaced', async () => {
      const { owner } = await company();
      const revoked = await invited(owner);
      expect((await owner.delete(`/api/invitations/${revoked.id}`)).status).toBe(204);
      expect((await owner.delete(`/api/invitations/${revoked.id}`)).status).toBe(404);
      const replaced = await invited(owner);
      clock.advance(MINUTE_MS);
      expect((await invite(owner, replaced.email.toLowerCase(), 'admin')).status).toBe(201);
      for (const token of [revoked.token, replaced.token, 'made-up', 'A'.repeat(43)])
        expect((await accept(token, replaced.username)).body).toMatchObject({ status: 404, code: 'not-found' });
      const newest = await invitationToken(running, replaced.email.toLowerCase());
      expect((await accept(newest, replaced.username)).body.user).toMatchObject({ role: 'admin' });
      const states = (await owner.get<Invitations>('/api/invitations?sort=id')).body.items.map(({ status }) => status);
      expect(states).toEqual(['revoked', 'revoked', 'accepted']);
    });

    it('are kept or told as what is in the link', async () => {
      const { owner } = await company();
      const { token } = await invited(owner);
      const dump = await running.app.get(DataSource).query<object[]>('SELECT * FROM master_invitation');
      const mails = await running.app.get(DataSource).query<object[]>('SELECT * FROM mail_outbox');
      expect(JSON.stringify([dump, mails])).not.toContain(token);
      expect((await owner.get('/api/invitations')).text).not.toMatch(new RegExp(`${token}|hash`, 'i'));
    });

    it('are made, seen or taken back by doctors, receptionists or another company', async () => {
      const { owner, companyId } = await company();
      const { id, email } = await invited(owner);
      for (const role of ['doctor', 'receptionist'] as const) {
        const colleague = await addColleague(running.app, running.api, companyId, role);
        expect((await invite(colleague, newGuest().email)).status).toBe(403);
        expect((await colleague.get('/api/invitations')).status).toBe(403);
        expect((await colleague.delete(`/api/invitations/${id}`)).status).toBe(403);
      }
      const other = await company();
      expect((await other.owner.delete(`/api/invitations/${id}`)).status).toBe(404);
      expect((await other.owner.get('/api/invitations')).text).not.toContain(email);
    });

    it('make owners for an admin, who cannot touch those of owners either', async () => {
      const { owner, companyId } = await company();
      const admin = await addColleague(running.app, running.api, companyId, 'admin');
      expect((await invite(admin, newGuest().email, 'owner')).body).toMatchObject({ code: 'forbidden' });
      const { id, email, token, username } = await invited(owner, 'owner');
      expect((await admin.delete(`/api/invitations/${id}`)).status).toBe(403);
      expect((await invite(admin, email)).status).toBe(403);
      expect((await accept(token, username)).body.user).toMatchObject({ role: 'owner' });
    });

    it('lead back in whoever sent them ahead and was switched off, removed, lowered or left', async () => {
      const { owner, companyId } = await company();
      const idOf = async (api: ApiClient) => (await api.get<SignedIn>('/api/auth/me')).body.user.id;
      const endings: ((admin: ApiClient) => Promise<Answer<unknown>>)[] = [
        async (admin) => owner.patch(`/api/users/${await idOf(admin)}`, { isActive: false }),
        async (admin) => owner.delete(`/api/users/${await idOf(admin)}`),
        async (admin) => owner.patch(`/api/users/${await idOf(admin)}`, { role: 'receptionist' }),
        (admin) => admin.post('/api/users/leave'),
      ];
      for (const end of endings) {
        const admin = await addColleague(running.app, running.api, companyId, 'admin');
        const { id, token, username } = await invited(admin, 'admin');
        expect((await end(admin)).status).toBeLessThan(300);
        expect((await accept(token, username)).status).toBe(404);
        const open = await owner.get<Invitations>('/api/invitations?status=open');
        expect(open.body.items.map((invitation) => invitation.id)).not.toContain(id);
      }
    });

    it('outlive the right to make them: of an owner who becomes an admin those of owners go, others stay', async () => {
      const { owner, companyId } = await company();
      const other = await addColleague(running.app, running.api, companyId, 'owner');
      const { id } = (await other.get<SignedIn>('/api/auth/me')).body.user;
      const lost = await invited(other, 'owner');
      const kept = await invited(other, 'admin');
      expect((await owner.patch(`/api/users/${id}`, { role: 'admin' })).status).toBe(200);
      expect((await accept(lost.token, lost.username)).status).toBe(404);
      expect((await accept(kept.token, kept.username)).status).toBe(201);
    });

    it('go to somebody who has an account', async () => {
      const { owner, signedIn } = await company();
      const other = await company();
      for (const email of [signedIn, other.signedIn].map(({ user }) => (user as { email?: string }).email ?? ''))
        expect((await invite(owner, email.toUpperCase())).body).toMatchObject({
          code: 'already-exists',
          errors: [{ field: 'email' }],
        });
    });

    it('open a company that is not in use', async () => {
      const { owner, companyId } = await company();
      const { token, username } = await invited(owner);
      const master = running.app.get(DataSource);
      await raw(master, `UPDATE master_company SET status = 'suspended' WHERE id = ?`, [companyId]);
      expect((await accept(token, username)).status).toBe(404);
      await raw(master, `UPDATE master_company SET status = 'active' WHERE id = ?`, [companyId]);
      expect((await accept(token, username)).status).toBe(201);
    });
  });

  it('end to the millisecond after seven days', async () => {
    const { owner } = await company();
    const inTime = await invited(owner);
    const late = await invited(owner);
    clock.advance(7 * DAY_MS - 1);
    expect((await accept(inTime.token, inTime.username)).status).toBe(201);
    clock.advance(1);
    expect((await accept(late.token, late.username)).status).toBe(404);
    const rows = await raw<{ accepted_at: string | null }[]>(
      running.app.get(DataSource),
      `SELECT accepted_at FROM master_invitation WHERE email = ?`,
      [late.email],
    );
    expect(rows).toEqual([{ accepted_at: null }]);
  });

  it('wait while the subscription of the company has ended', async () => {
    const { companyId } = await company();
    clock.advance(14 * DAY_MS);
    const [token = ''] = await insertInvitations(running.dataDir, companyId, 1);
    const refused = await acceptInvitation(running.api, token);
    expect(refused.body).toMatchObject({ code: 'subscription-inactive', status: 402, access: 'read-only' });
    clock.advance(-1);
    expect((await acceptInvitation(running.api, token)).status).toBe(201);
  });

  it('stay open when a username is taken', async () => {
    const { owner, signedIn } = await company();
    const { token, username } = await invited(owner);
    expect((await accept(token, signedIn.user.username)).body).toMatchObject({
      code: 'already-exists',
      errors: [{ field: 'username' }],
    });
    expect((await accept(token, username)).status).toBe(201);
  });

  it('are made and accepted once with an Idempotency-Key, however often they are sent', async () => {
    const { owner } = await company();
    const guest = newGuest();
    const key = { 'Idempotency-Key': `invite-${guest.username}` };
    const made = await Promise.all(Array.from({ length: 10 }, () => invite(owner, guest.email, 'doctor', key)));
    expect(new Set(made.map(({ text }) => text)).size).toBe(1);
    expect(await mailsTo(running, guest.email)).toHaveLength(1);
    expect((await invite(owner, guest.email, 'admin', key)).status).toBe(422);
    const token = await invitationToken(running, guest.email);
    const joined = await Promise.all(Array.from({ length: 10 }, () => accept(token, guest.username, key)));
    expect(new Set(joined.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(joined[0]?.status).toBe(201);
  });
});
