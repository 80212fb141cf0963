import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import { actorOf } from '../../common/index.js';
import type { RequestState } from '../../common/index.js';
import { AuditTrail } from '../../tenancy/index.js';
import type { AuditAction } from '../../tenancy/index.js';
import { User } from '../entities/index.js';
import { uniqueKey } from '../keys.js';
import { InvalidCredentialsError } from '../master.errors.js';
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

  private async failed(request: IncomingRequest, login: string): Promise<void> {
    const key = uniqueKey(login);
    const user = await this.master.getRepository(User).findOne({
      where: key.includes('@') ? { emailKey: key } : { usernameKey: key },
      relations: { profile: true },
    });
    if (!user?.profile) return;
    const actor = { ...actorOf(request), userId: user.id, role: user.profile.role };
    this.trail.recordSoon(user.profile.companyId, { actor, action: 'sign-in-failed' });
  }
}
