import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock, findRows, isoTime } from '../../common/index.js';
import type { Page } from '../../common/index.js';
import { LISTED_INVITATIONS } from './invitation.dto.js';
import type { InvitationDto, InvitationQuery } from './invitation.dto.js';

const INVITATIONS_OF_A_COMPANY = `
  SELECT i.id AS "id", i.email AS "email", i.role AS "role",
    CASE WHEN i.accepted_at IS NOT NULL THEN 'accepted' WHEN i.revoked_at IS NOT NULL THEN 'revoked'
      WHEN i.expires_at <= :now THEN 'expired' ELSE 'open' END AS "status",
    u.first_name || ' ' || u.last_name AS "invitedBy", i.created_at AS "createdAt", i.expires_at AS "expiresAt"
  FROM master_invitation i LEFT JOIN master_user u ON u.id = i.invited_by_id
  WHERE i.company_id = :companyId`;

type InvitationRow = Omit<InvitationDto, 'createdAt' | 'expiresAt'> & Record<'createdAt' | 'expiresAt', Date | string>;

/** The invitations of one company, as they are read. */
@Injectable()
export class InvitationList {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly clock: Clock,
  ) {}

  /** @throws ValidationError for a sort field that there is not. */
  async list(companyId: number, query: InvitationQuery): Promise<Page<InvitationDto>> {
    const { status } = query;
    const page = await findRows<InvitationRow>(this.master.manager, query, {
      ...LISTED_INVITATIONS,
      select: INVITATIONS_OF_A_COMPANY,
      parameters: { companyId, now: this.clock.now() },
      filter: (invitations) => {
        if (status !== undefined) invitations.andWhere('entry."status" = :status', { status });
      },
    });
    return { ...page, items: page.items.map(invitationAnswer) };
  }
}

function invitationAnswer(row: InvitationRow): InvitationDto {
  return { ...row, createdAt: isoTime(row.createdAt), expiresAt: isoTime(row.expiresAt) };
}
