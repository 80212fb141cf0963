export { Company } from './company.entity.js';
export type { CompanyStatus } from './company.entity.js';
export { IdempotencyKey } from './idempotency-key.entity.js';
export { Invitation } from './invitation.entity.js';
export { Profile } from './profile.entity.js';
export { RefreshToken, Session } from './session.entity.js';
export { User } from './user.entity.js';
