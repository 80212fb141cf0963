import { randomBytes } from 'node:crypto';
import { uniqueKey } from '../../src/master/keys.js';
import { invitationTokenHash } from '../../src/master/invitations/invitation-tokens.js';
import type { Answer, ApiClient, SignedIn } from './api-client.js';
import { directly } from './test-engine.js';

let guests = 0;

/** Puts open invitations of doctors into the master database, as if they had been sent. @returns their tokens. */
export async function insertInvitations(dataDir: string, companyId: number, count: number): Promise<string[]> {
  const tokens = Array.from({ length: count }, () => randomBytes(32).toString('base64url'));
  const rows = tokens.map((token) => {
    const email = `${token}@example.com`;
    return `(${companyId}, '${email}', '${uniqueKey(email)}', 'doctor', '${invitationTokenHash(token)}',
      '2026-01-01 00:00:00.000', '2999-01-01 00:00:00.000')`;
  });
  await directly(
    dataDir,
    'master',
    `INSERT INTO master_invitation (company_id, email, email_key, role, token_hash, created_at, expires_at)
     VALUES ${rows.join()}`,
  );
  return tokens;
}

/** Accepts an invitation as somebody new. */
export function acceptInvitation(api: ApiClient, token: string): Promise<Answer<SignedIn>> {
  guests += 1;
  const names = { username: `guest${process.pid}n${guests}`, firstName: 'Grace', lastName: 'Hopper' };
  return api.post<SignedIn>('/api/invitations/accept', { token, ...names, password: 'a good long password' });
}
