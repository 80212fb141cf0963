import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock, findPage } from '../../common/index.js';
import type { Page } from '../../common/index.js';
import { AuditPeople } from '../../tenancy/index.js';
import { LISTED_SUPPORT_ACCESSES } from './support-access.dto.js';
import type { SupportAccessDto, SupportAccessQuery } from './support-access.dto.js';
import { SupportAccess } from './support-access.entity.js';
import { supportState } from './support-states.js';

/** The support accesses to one company, as it and superusers read them. */
@Injectable()
export class SupportList {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly people: AuditPeople,
    private readonly clock: Clock,
  ) {}

  /** The newest first, unless another order is wanted. @throws ValidationError for a sort field that there is not. */
  async list(companyId: number, query: SupportAccessQuery): Promise<Page<SupportAccessDto>> {
    const { state, sort = '-id', page, pageSize, q } = query;
    const now = this.clock.now();
    const paging = { page, pageSize, sort, ...(q !== undefined && { q }), companyId };
    const found = await findPage(this.master.getRepository(SupportAccess), paging, {
      ...LISTED_SUPPORT_ACCESSES,
      filter: (accesses) => {
        accesses.andWhere('entry.companyId = :companyId', { companyId });
        if (state !== undefined) accesses.andWhere(CONDITIONS[state], { now });
      },
    });
    return { ...found, items: await this.answers(found.items.map(({ id }) => id)) };
  }

  async answer(id: number): Promise<SupportAccessDto> {
    const [answer] = await this.answers([id]);
    return answer!;
  }

  private async answers(ids: readonly number[]): Promise<SupportAccessDto[]> {
    const rows = await this.master.getRepository(SupportAccess).find({ where: ids.map((id) => ({ id })) });
    const names = await this.people.namesOf([...new Set(rows.map(({ userId }) => userId))]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => this.dtoOf(byId.get(id)!, names));
  }

  private dtoOf(access: SupportAccess, names: ReadonlyMap<number, string>): SupportAccessDto {
    const { id, userId, reason, role, canWrite, createdAt, expiresAt, approvedAt, endedAt } = access;
    return {
      ...{ id, userId, userName: names.get(userId) ?? null, reason, role, canWrite },
      state: supportState(access, this.clock.now()),
      createdAt: createdAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      approvedAt: approvedAt?.toISOString() ?? null,
      endedAt: endedAt?.toISOString() ?? null,
    };
  }
}

const WAITS = '(entry.needsApproval AND entry.approvedAt IS NULL)';

/** What `supportState` says, in SQL. */
const CONDITIONS = {
  ended: 'entry.endedAt IS NOT NULL',
  expired: 'entry.endedAt IS NULL AND entry.expiresAt <= :now',
  pending: `entry.endedAt IS NULL AND entry.expiresAt > :now AND ${WAITS}`,
  active: `entry.endedAt IS NULL AND entry.expiresAt > :now AND NOT ${WAITS}`,
} as const;
