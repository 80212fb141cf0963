import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { findRows, isoTime } from '../../common/index.js';
import type { Page } from '../../common/index.js';
import { LISTED_ERASURES } from './erasures.dto.js';
import type { ErasureQuery } from './erasures.dto.js';
import type { ErasureCertificateDto } from './life.dto.js';

const CERTIFICATES = `
  SELECT id AS "id", company_id AS "companyId", name_sha256 AS "nameSha256", requested_at AS "requestedAt",
    requested_by AS "requestedBy", erased_at AS "erasedAt", erased_by AS "erasedBy", removed AS "removed"
  FROM fleet_erasure_certificate`;

type CertificateRow = Omit<ErasureCertificateDto, 'requestedAt' | 'erasedAt' | 'removed'> & {
  readonly id: number;
  readonly requestedAt: Date | string | null;
  readonly erasedAt: Date | string;
  /** JSON. */
  readonly removed: string;
};

/** The certificates of erasure as superusers read them; the newest first, unless they want another order. */
@Injectable()
export class ErasuresList {
  constructor(@InjectDataSource() private readonly master: DataSource) {}

  /** @throws ValidationError for a sort field that there is not. */
  async list(query: ErasureQuery): Promise<Page<ErasureCertificateDto>> {
    const { companyId, name, sort = '-erasedAt' } = query;
    const nameSha256 = name === undefined ? undefined : nameHash(name);
    const page = await findRows<CertificateRow>(
      this.master.manager,
      { ...query, sort },
      {
        ...LISTED_ERASURES,
        select: CERTIFICATES,
        filter: (certificates) => {
          for (const [column, value] of Object.entries({ companyId, nameSha256 }))
            if (value !== undefined) certificates.andWhere(`entry."${column}" = :${column}`, { [column]: value });
        },
      },
    );
    return { ...page, items: page.items.map(answer) };
  }
}

/** How a certificate has the name of its company: nobody can read it there, and whoever knows it can find it. */
export function nameHash(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

function answer({ id: _id, requestedAt, erasedAt, removed, ...row }: CertificateRow): ErasureCertificateDto {
  return {
    ...row,
    requestedAt: requestedAt === null ? null : isoTime(requestedAt),
    erasedAt: isoTime(erasedAt),
    removed: JSON.parse(removed) as Record<string, number>,
  };
}
