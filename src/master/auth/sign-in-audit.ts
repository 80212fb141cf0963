import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import type { FindOptionsWhere } from 'typeorm';
import { actorOf, programActor } from '../../common/index.js';
import type { Actor, Principal, RequestState } from '../../common/index.js';
import { AuditTrail } from '../../tenancy/index.js';
import type { AuditAction } from '../../tenancy/index.js';
import { User } from '../entities/index.js';
import { uniqueKey } from '../keys.js';
import { InvalidCredentialsError } from '../master.errors.js';
import { WrongSignInCodeError } from '../second-factor/second-factor.errors.js';
import type { SignedInDto } from './signed-in.dto.js';

type IncomingRequest = Request & RequestState;

/** Records, in the log of the company that somebody belongs to, that they signed in, or that somebody tried. */
@Injectable()
export class SignInAudit {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly trail: AuditTrail,
  ) {}

  /** Does what signs somebody in; it is answered when it is on record. @throws what `work` throws; AuditJournalError. */
  async recorded(
    request: IncomingRequest,
    action: Extract<AuditAction, 'sign-in' | 'password-changed'>,
    work: () => Promise<SignedInDto>,
  ): Promise<SignedInDto> {
    const signedIn = await work();
    const { user, company } = signedIn;
    if (company === null) return signedIn;
    const actor = { ...actorOf(request), userId: user.id, role: user.role };
    await this.trail.record(company.id, { actor, action });
    return signedIn;
  }

  /** Signs in by a name and a password; that the name is known and the password wrong is recorded as well. */
  async login(request: IncomingRequest, login: string, work: () => Promise<SignedInDto>): Promise<SignedInDto> {
    try {
      return await this.recorded(request, 'sign-in', work);
    } catch (error) {
      // Nobody waits for it: whether a name is known must not show in the time that an answer takes.
      if (error instanceof InvalidCredentialsError) void this.failed(request, login).catch(() => undefined);
      throw error;
    }
  }

  /** Signs in by a code, after the password; that the code is wrong is recorded as well. */
  async complete(request: IncomingRequest, work: () => Promise<SignedInDto>): Promise<SignedInDto> {
    try {
      return await this.recorded(request, 'sign-in', work);
    } catch (error) {
      if (error instanceof WrongSignInCodeError) await this.of(request, { id: error.userId }, 'sign-in-failed');
      throw error;
    }
  }

  /** Somebody set a new password by a link in a mail. */
  async passwordReset(request: IncomingRequest, userId: number): Promise<void> {
    await this.of(request, { id: userId }, 'password-changed');
  }

  /** Somebody set up, or changed, or switched off their second factor. */
  async secondFactorChanged(by: Actor, { companyId }: Principal, what: string): Promise<void> {
    if (companyId === null) return;
    await this.trail.record(companyId, { actor: by, action: 'second-factor-changed', detail: { what } });
  }

  /** An operator took somebody's second factor away, by a command. */
  async secondFactorReset(userId: number): Promise<void> {
    const user = await this.master.getRepository(User).findOne({ where: { id: userId }, relations: { profile: true } });
    if (!user?.profile) return;
    const detail = { what: 'reset', ofUserId: userId };
    const event = { actor: programActor('command'), action: 'second-factor-changed', detail } as const;
    await this.trail.recordAfterwards(user.profile.companyId, event);
  }

  private failed(request: IncomingRequest, login: string): Promise<void> {
    const key = uniqueKey(login);
    return this.of(request, key.includes('@') ? { emailKey: key } : { usernameKey: key }, 'sign-in-failed');
  }

  private async of(request: IncomingRequest, where: FindOptionsWhere<User>, action: AuditAction): Promise<void> {
    const user = await this.master.getRepository(User).findOne({ where, relations: { profile: true } });
    if (!user?.profile) return;
    const actor = { ...actorOf(request), userId: user.id, role: user.profile.role };
    await this.trail.record(user.profile.companyId, { actor, action });
  }
}
