import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { actorOf, Refusals } from '../../common/index.js';
import type { ProblemCode, ProblemError, RequestState, StatefulRequest } from '../../common/index.js';
import { RequestAccess } from '../request-access.js';
import type { AccessClaims } from '../access-tokens.js';
import { AuditTrail } from './audit-trail.js';

const REFUSALS: ReadonlySet<ProblemCode> = new Set(['unauthenticated', 'forbidden', 'forged-request']);

/** Records, in the company's log, what its people were refused. */
@Injectable()
export class RefusalAudit extends Refusals {
  constructor(
    private readonly access: RequestAccess,
    private readonly trail: AuditTrail,
  ) {
    super();
  }

  override note(request: StatefulRequest, { code }: ProblemError): Promise<void> | undefined {
    if (!REFUSALS.has(code)) return undefined;
    const claims = this.claimsOf(request as Request & RequestState);
    if (claims === undefined || claims.companyId === null) return undefined;
    const route = (request as Request).route as { path?: string } | undefined;
    const { userId, supportAccessId = null } = claims;
    const actor = { ...actorOf(request as Request & RequestState), userId, supportAccessId };
    const detail = { code, route: `${request.method ?? ''} ${route?.path ?? ''}`.trim() };
    return this.trail.record(claims.companyId, { actor, action: 'refused', detail }).catch(() => undefined);
  }

  /** Whose token it is; undefined for one that was not issued here. */
  private claimsOf(request: Request): AccessClaims | undefined {
    try {
      return this.access.claims(request);
    } catch {
      return undefined;
    }
  }
}
