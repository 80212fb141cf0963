import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { findRows, isoTime } from '../../common/index.js';
import type { Page } from '../../common/index.js';
import { PersonNotFoundError } from './people.errors.js';
import { LISTED_PEOPLE, PersonQuery } from './person.dto.js';
import type { PersonDto } from './person.dto.js';

const PEOPLE_OF_A_COMPANY = `
  SELECT u.id AS "id", u.username AS "username", u.email AS "email", u.first_name AS "firstName",
    u.last_name AS "lastName", p.role AS "role", u.is_active AS "isActive", p.created_at AS "createdAt"
  FROM master_profile p JOIN master_user u ON u.id = p.user_id
  WHERE p.company_id = :companyId`;

/** What the drivers make of such a row. */
type PersonRow = Omit<PersonDto, 'isActive' | 'createdAt'> & { isActive: boolean | number; createdAt: Date | string };

/** The people of one company, as they are read. */
@Injectable()
export class PeopleList {
  constructor(@InjectDataSource() private readonly master: DataSource) {}

  /** @throws ValidationError for a sort field that there is not. */
  list(companyId: number, query: PersonQuery): Promise<Page<PersonDto>> {
    const { role, isActive } = query;
    return this.find(companyId, query, { role, isActive });
  }

  /** @throws PersonNotFoundError, also for people of other companies. */
  async get(companyId: number, id: number): Promise<PersonDto> {
    const { items } = await this.find(companyId, new PersonQuery(), { id });
    const [person] = items;
    if (person === undefined) throw new PersonNotFoundError();
    return person;
  }

  /** @param equal column → value; undefined: whatever it is. */
  private async find(
    companyId: number,
    query: PersonQuery,
    equal: Readonly<Record<string, unknown>>,
  ): Promise<Page<PersonDto>> {
    const page = await findRows<PersonRow>(this.master.manager, query, {
      ...LISTED_PEOPLE,
      select: PEOPLE_OF_A_COMPANY,
      parameters: { companyId },
      filter: (people) => {
        for (const [column, value] of Object.entries(equal))
          if (value !== undefined) people.andWhere(`entry."${column}" = :${column}`, { [column]: value });
      },
    });
    return { ...page, items: page.items.map(personAnswer) };
  }
}

function personAnswer(row: PersonRow): PersonDto {
  return { ...row, isActive: Boolean(row.isActive), createdAt: isoTime(row.createdAt) };
}
