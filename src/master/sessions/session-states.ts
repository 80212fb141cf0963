import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import { DataSource } from 'typeorm';
import { Clock, isoTime } from '../../common/index.js';
import type { Principal, Role } from '../../common/index.js';
import { Settings } from '../../config/index.js';
import { MasterNews } from '../../database/index.js';
import type { AccessClaims } from '../../tenancy/index.js';
import { SessionEndedError } from '../master.errors.js';
import { isSecondFactorRequired } from '../second-factor/requirement.js';
import { SupportSessions } from './support-sessions.js';

/** Sign-out, a password change and suspension act within this time, in milliseconds, where no news of them come. */
const TTL_MS = 1000;
const SESSIONS_KEPT = 10_000;

/** A row of session, user, profile and company; booleans are 0 and 1 on SQLite. */
interface Standing {
  readonly revokedAt: unknown;
  readonly isActive: boolean | number;
  readonly isSuperuser: boolean | number;
  readonly companyId: number | null;
  readonly role: Role | null;
  readonly status: string | null;
  readonly startedAt: string | Date;
  /** When a second factor was set up. */
  readonly enrolledAt: unknown;
  readonly secondFactorRoles: string | null;
  readonly slug: string | null;
}

/** Absent `until`: until somebody says otherwise. */
interface KnownPrincipal {
  readonly principal: Principal;
  readonly until?: Date;
}

/**
 * Whether a session still stands and what its user may be, asked of the master database at most once a second, and whenever
 * another process tells that something has changed.
 */
@Injectable()
export class SessionStates {
  private readonly recent = new LRUCache<string, KnownPrincipal>({ max: SESSIONS_KEPT, ttl: TTL_MS });

  /** Counts what was forgotten, so that what was read before is not kept after it. */
  private forgotten = 0;

  /** One statement, because it stands before the first answer of every session and of every second. */
  private readonly select: string;

  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly support: SupportSessions,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly news: MasterNews,
  ) {
    news.listen('sessions', () => this.clear());
    const [session, user] = ['session', 'user'].map((name, index) => master.driver.createParameter(name, index));
    this.select =
      'SELECT session.revoked_at AS "revokedAt", person.is_active AS "isActive", person.is_superuser AS "isSuperuser", ' +
      'profile.company_id AS "companyId", profile.role AS role, company.status AS status, company.slug AS slug, ' +
      'session.created_at AS "startedAt", factor.confirmed_at AS "enrolledAt", ' +
      'company.second_factor_roles AS "secondFactorRoles" ' +
      'FROM master_session session JOIN master_user person ON person.id = session.user_id ' +
      'LEFT JOIN master_profile profile ON profile.user_id = person.id ' +
      'LEFT JOIN master_company company ON company.id = profile.company_id ' +
      'LEFT JOIN master_second_factor factor ON factor.user_id = person.id ' +
      `WHERE session.id = ${session} AND session.user_id = ${user}`;
  }

  /** The answer of the last second, if there is one. */
  known(claims: AccessClaims): Principal | undefined {
    this.news.check();
    const known = this.recent.get(keyOf(claims));
    if (known === undefined) return undefined;
    const { principal, until } = known;
    if (principal.userId !== claims.userId || principal.companyId !== claims.companyId) return undefined;
    return until !== undefined && until <= this.clock.now() ? undefined : principal;
  }

  /** @throws SessionEndedError when the session, its user or its company is no longer to be served. */
  async principal(claims: AccessClaims): Promise<Principal> {
    const known = this.known(claims);
    if (known !== undefined) return known;
    const { forgotten } = this;
    const isSupport = claims.supportAccessId !== undefined;
    const found = isSupport ? await this.support.load(claims) : { principal: await this.load(claims) };
    if (forgotten === this.forgotten) this.recent.set(keyOf(claims), found);
    return found.principal;
  }

  /** Has all processes look again at their next requests; after the commit of what has changed. */
  async forgetAll(): Promise<void> {
    this.clear();
    await this.news.tell('sessions');
  }

  private clear(): void {
    this.forgotten += 1;
    this.recent.clear();
  }

  private async load(claims: AccessClaims): Promise<Principal> {
    const [found] = await this.master.query<Standing[]>(this.select, [claims.sessionId, claims.userId]);
    if (found?.revokedAt !== null || !found.isActive) throw new SessionEndedError();
    const { companyId, role, status, slug } = found;
    const isInCompany = companyId === claims.companyId && (companyId === null || status === 'active');
    if (!isInCompany || this.isTooOld(found)) throw new SessionEndedError();
    const hasSecondFactor = found.enrolledAt !== null;
    const mustEnrol = !hasSecondFactor && this.isRequired(found);
    return { ...claims, companySlug: slug, role, isSuperuser: Boolean(found.isSuperuser), hasSecondFactor, mustEnrol };
  }

  private isTooOld({ startedAt }: Standing): boolean {
    const startedMs = Date.parse(isoTime(startedAt));
    return this.clock.now().getTime() >= startedMs + this.settings.sessionMaxSeconds * 1000;
  }

  private isRequired({ isSuperuser, role, secondFactorRoles }: Standing): boolean {
    return isSecondFactorRequired({ isSuperuser: Boolean(isSuperuser), role, secondFactorRoles }, this.settings);
  }
}

/** One session of a superuser may be in several companies. */
function keyOf({ sessionId, supportAccessId }: AccessClaims): string {
  return supportAccessId === undefined ? sessionId : `${sessionId} ${supportAccessId}`;
}
