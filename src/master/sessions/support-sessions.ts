import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock, isoTime } from '../../common/index.js';
import type { Principal, Role } from '../../common/index.js';
import type { AccessClaims } from '../../tenancy/index.js';
import { SessionEndedError } from '../master.errors.js';

/** A row of session, superuser, support access and company; booleans are 0 and 1 on SQLite. */
interface SupportStanding {
  readonly revokedAt: unknown;
  readonly isActive: boolean | number;
  readonly isSuperuser: boolean | number;
  readonly role: Role;
  readonly canWrite: boolean | number;
  readonly needsApproval: boolean | number;
  readonly approvedAt: unknown;
  readonly endedAt: unknown;
  readonly expiresAt: string | Date;
  readonly status: string;
}

/** A principal that is one until a moment, and no longer. */
export interface LimitedPrincipal {
  readonly principal: Principal;
  readonly until: Date;
}

/** Whether a support access still stands, with the session of the superuser who uses it. */
@Injectable()
export class SupportSessions {
  private readonly select: string;

  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
  ) {
    const [session, user, access, company] = [0, 1, 2, 3].map((index) =>
      master.driver.createParameter(`v${index}`, index),
    );
    this.select =
      'SELECT session.revoked_at AS "revokedAt", person.is_active AS "isActive", person.is_superuser AS "isSuperuser", ' +
      'access.role AS role, access.can_write AS "canWrite", access.needs_approval AS "needsApproval", ' +
      'access.approved_at AS "approvedAt", access.ended_at AS "endedAt", access.expires_at AS "expiresAt", ' +
      'company.status AS status FROM master_session session JOIN master_user person ON person.id = session.user_id ' +
      'JOIN master_support_access access ON access.user_id = person.id ' +
      'JOIN master_company company ON company.id = access.company_id ' +
      `WHERE session.id = ${session} AND session.user_id = ${user} AND access.id = ${access} ` +
      `AND access.company_id = ${company}`;
  }

  /** @throws SessionEndedError when access, session, superuser or company is no longer to be served, or not yet. */
  async load(claims: AccessClaims): Promise<LimitedPrincipal> {
    const { sessionId, userId, companyId, supportAccessId = 0 } = claims;
    const values = [sessionId, userId, supportAccessId, companyId];
    const [found] = await this.master.query<SupportStanding[]>(this.select, values);
    if (found === undefined || !isGood(found)) throw new SessionEndedError();
    const until = new Date(isoTime(found.expiresAt));
    if (until <= this.clock.now()) throw new SessionEndedError();
    const { role, canWrite } = found;
    const support = { id: supportAccessId, canWrite: Boolean(canWrite) };
    return { principal: { userId, companyId, sessionId, role, isSuperuser: false, support }, until };
  }
}

function isGood(found: SupportStanding): boolean {
  const isGiven = !found.needsApproval || found.approvedAt !== null;
  const isUser = Boolean(found.isActive) && Boolean(found.isSuperuser) && found.revokedAt === null;
  return isUser && isGiven && found.endedAt === null && found.status === 'active';
}
