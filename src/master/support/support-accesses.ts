import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, IsNull, MoreThan } from 'typeorm';
import { Clock } from '../../common/index.js';
import type { Actor, IdempotentRequest, Principal } from '../../common/index.js';
import { Settings } from '../../config/index.js';
import { Outbox } from '../../mail/index.js';
import { CompanyPeople } from '../../subscription/index.js';
import { AccessTokens, AuditTrail } from '../../tenancy/index.js';
import type { AuditAction } from '../../tenancy/index.js';
import { CompanyNotFoundError } from '../admin/admin.errors.js';
import { Company } from '../entities/index.js';
import { IdempotentAnswers } from '../idempotent-answers.js';
import { SessionStates } from '../sessions/session-states.js';
import type { RequestSupportAccessDto } from './support-access.dto.js';
import { SupportAccess, SupportRule } from './support-access.entity.js';
import { supportMail } from './support-mail.js';
import { supportState } from './support-states.js';
import {
  SupportAccessNotActiveError,
  SupportAccessNotFoundError,
  SupportAccessNotPendingError,
} from './support.errors.js';

const MINUTE_MS = 60_000;
/** How long a request for access waits for an owner. */
const PENDING_MS = 24 * 60 * MINUTE_MS;

/** Superusers' ways into companies: asked for, approved, used and ended, each step in the company's own log. */
@Injectable()
export class SupportAccesses {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly outbox: Outbox,
    private readonly people: CompanyPeople,
    private readonly tokens: AccessTokens,
    private readonly states: SessionStates,
    private readonly trail: AuditTrail,
    private readonly answers: IdempotentAnswers,
  ) {}

  /**
   * Asks for access; the company's owners are written to. Repeated with its key it is the same access.
   * @throws CompanyNotFoundError for one that is not in use; IdempotencyMismatchError.
   */
  async request(
    by: Actor,
    companyId: number,
    input: RequestSupportAccessDto,
    repeated?: IdempotentRequest,
  ): Promise<SupportAccess> {
    if (!(await this.master.getRepository(Company).existsBy({ id: companyId, status: 'active' })))
      throw new CompanyNotFoundError();
    const owners = await this.people.ownersOf(companyId);
    const row = await this.newAccess(by, companyId, input);
    let isNew = false;
    const { id } = await this.answers.once(repeated, async (transaction) => {
      isNew = true;
      const { identifiers } = await transaction.insert(SupportAccess, row);
      const access = Object.assign(new SupportAccess(), row, { id: identifiers[0]?.id as number });
      for (const owner of owners)
        await this.outbox.enqueue(transaction, supportMail(access, owner, this.settings.publicUrl));
      return { id: access.id };
    });
    const access = await this.find({ id });
    const { reason, minutes, role, canWrite, needsApproval } = access;
    const detail = { reason, minutes, role, canWrite, needsApproval };
    if (isNew) await this.tell(by, access, 'support-requested', detail);
    return access;
  }

  /**
   * A token for the company, whose bearer is who asked for the access; it is of no use once the access, or the session
   * that asks, has ended.
   * @throws SupportAccessNotFoundError for somebody else's; SupportAccessNotActiveError.
   */
  async enter(
    by: Actor,
    { userId, sessionId }: Principal,
    id: number,
  ): Promise<{ access: SupportAccess; token: string }> {
    const access = await this.find({ id, userId });
    if (supportState(access, this.clock.now()) !== 'active') throw new SupportAccessNotActiveError();
    await this.tell(by, access, 'support-entered');
    const { companyId } = access;
    return { access, token: this.tokens.issue({ userId, companyId, sessionId, supportAccessId: id }) };
  }

  /** An owner lets the superuser in. @throws SupportAccessNotFoundError, SupportAccessNotPendingError. */
  async approve(by: Actor, companyId: number, id: number): Promise<SupportAccess> {
    const access = await this.find({ id, companyId });
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + access.minutes * MINUTE_MS);
    const { affected } = await this.master
      .getRepository(SupportAccess)
      .update(
        { id, needsApproval: true, approvedAt: IsNull(), endedAt: IsNull(), expiresAt: MoreThan(now) },
        { approvedBy: by.userId, approvedAt: now, expiresAt },
      );
    if (affected !== 1) throw new SupportAccessNotPendingError();
    await this.tell(by, access, 'support-approved');
    return this.find({ id });
  }

  /**
   * Ends it: here at once, in other processes within a second. One that has ended stays so.
   * @param whose the company, or the superuser, that ends its own.
   * @throws SupportAccessNotFoundError.
   */
  async end(by: Actor, whose: { companyId: number } | { userId: number }, id: number): Promise<SupportAccess> {
    const access = await this.find({ id, ...whose });
    const ended = { endedBy: by.userId, endedAt: this.clock.now() };
    const { affected } = await this.master.getRepository(SupportAccess).update({ id, endedAt: IsNull() }, ended);
    await this.states.forgetAll();
    if (affected === 1) await this.tell(by, access, 'support-ended');
    return this.find({ id });
  }

  async rule(companyId: number): Promise<SupportRule> {
    const rule = await this.master.getRepository(SupportRule).findOneBy({ companyId });
    return rule ?? { companyId, needsApproval: false };
  }

  /** Says whether superusers need approval from now on; what was given before stays, and can be ended. */
  async setRule(by: Actor, companyId: number, needsApproval: boolean): Promise<SupportRule> {
    await this.master.getRepository(SupportRule).upsert({ companyId, needsApproval }, ['companyId']);
    const detail = { needsApproval };
    await this.trail.record(companyId, { actor: by, action: 'support-rule-changed', detail });
    return this.rule(companyId);
  }

  private async newAccess(
    { userId }: Actor,
    companyId: number,
    input: RequestSupportAccessDto,
  ): Promise<Omit<SupportAccess, 'id'>> {
    const { needsApproval } = await this.rule(companyId);
    const { reason, role, minutes, canWrite } = input;
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + (needsApproval ? PENDING_MS : minutes * MINUTE_MS));
    const open = { approvedBy: null, approvedAt: null, endedBy: null, endedAt: null };
    const asked = { companyId, userId: userId ?? 0, reason, role, minutes, canWrite };
    return { ...asked, needsApproval, createdAt: now, expiresAt, ...open };
  }

  private async find(which: Partial<Pick<SupportAccess, 'id' | 'companyId' | 'userId'>>): Promise<SupportAccess> {
    const access = await this.master.getRepository(SupportAccess).findOneBy(which);
    if (access === null) throw new SupportAccessNotFoundError();
    return access;
  }

  private tell(by: Actor, { id, companyId }: SupportAccess, action: AuditAction, detail?: object): Promise<void> {
    const actor = { ...by, supportAccessId: id };
    return this.trail.record(companyId, { actor, action, ...(detail && { detail: { ...detail } }) });
  }
}
