import type { SupportAccess } from './support-access.entity.js';
import type { SupportState } from './support-access.dto.js';

type Standing = Pick<SupportAccess, 'needsApproval' | 'approvedAt' | 'endedAt' | 'expiresAt'>;

/** What a support access is at a moment: it goes by the clock, nothing needs to have run. */
export function supportState({ needsApproval, approvedAt, endedAt, expiresAt }: Standing, now: Date): SupportState {
  if (endedAt !== null) return 'ended';
  if (expiresAt <= now) return 'expired';
  return needsApproval && approvedAt === null ? 'pending' : 'active';
}
