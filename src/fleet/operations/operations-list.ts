import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { findRows, isoTime } from '../../common/index.js';
import type { Page } from '../../common/index.js';
import { LISTED_OPERATIONS } from './operation.dto.js';
import type { OperationDto, OperationQuery } from './operation.dto.js';

const OPERATIONS = `
  SELECT id AS "id", kind AS "kind", company_id AS "companyId", company_slug AS "companySlug", actor AS "actor",
    state AS "state", step AS "step", progress AS "progress", started_at AS "startedAt", ended_at AS "endedAt",
    error_code AS "errorCode", error_detail AS "errorDetail"
  FROM fleet_operation`;

type OperationRow = Omit<OperationDto, 'startedAt' | 'endedAt' | 'error'> & {
  startedAt: Date | string;
  endedAt: Date | string | null;
  errorCode: string | null;
  errorDetail: string | null;
};

/** The log of operations as superusers read it; the newest first, unless they want another order. */
@Injectable()
export class OperationsList {
  constructor(@InjectDataSource() private readonly master: DataSource) {}

  /** @throws ValidationError for a sort field that there is not. */
  async list(query: OperationQuery): Promise<Page<OperationDto>> {
    const { kind, state, companyId, sort = '-id' } = query;
    const page = await findRows<OperationRow>(
      this.master.manager,
      { ...query, sort },
      {
        ...LISTED_OPERATIONS,
        select: OPERATIONS,
        filter: (operations) => {
          for (const [column, value] of Object.entries({ kind, state, companyId }))
            if (value !== undefined) operations.andWhere(`entry."${column}" = :${column}`, { [column]: value });
        },
      },
    );
    return { ...page, items: page.items.map(answer) };
  }
}

function answer({ startedAt, endedAt, errorCode, errorDetail, ...row }: OperationRow): OperationDto {
  return {
    ...row,
    startedAt: isoTime(startedAt),
    endedAt: endedAt === null ? null : isoTime(endedAt),
    error: errorCode === null ? null : { code: errorCode, detail: errorDetail ?? '' },
  };
}
