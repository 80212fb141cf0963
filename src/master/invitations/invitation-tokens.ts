import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits: there is nothing to guess, so a plain hash keeps them. */
export function newInvitationToken(): string {
  return randomBytes(32).toString('base64url');
}

export function invitationTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
