import type { EntityManager } from 'typeorm';
import type { FieldError } from '../../common/index.js';
import { uniqueKey } from '../keys.js';
import { slugOf } from '../slug.js';
import type { RegisterDto } from './registration.dto.js';

/** What the row of a new company is made of; a slug of somebody's choice, or one made from its name. */
export type CompanyToReserve = Pick<
  RegisterDto,
  'companyName' | 'companyEmail' | 'phone' | 'username' | 'email' | 'timeZone'
> & { readonly slug?: string | undefined };

/** What of a sign-up is taken already: fields, by name, and the slug that its company's name gives. */
export interface TakenNames {
  readonly errors: FieldError[];
  readonly isSlugTaken: boolean;
}

const FIELDS = ['companyName', 'username', 'email'] as const;

/** Looks all names up in one statement: every sign-up does, with all others of its moment waiting behind it. */
export async function takenNames(transaction: EntityManager, input: CompanyToReserve): Promise<TakenNames> {
  const keys = [uniqueKey(input.companyName), uniqueKey(input.username), uniqueKey(input.email)];
  const { driver } = transaction.dataSource;
  const parameters = ['name', 'username', 'email', 'slug'].map((name, index) => driver.createParameter(name, index));
  const [taken] = await transaction.query<Partial<Record<(typeof FIELDS)[number] | 'slug', unknown>>[]>(
    sql(parameters),
    [...keys, input.slug ?? slugOf(input.companyName)],
  );
  return {
    errors: FIELDS.filter((field) => Boolean(taken?.[field])).map((field) => ({ field, message: 'is already taken' })),
    isSlugTaken: Boolean(taken?.slug),
  };
}

function sql([name, username, email, slug]: readonly string[]): string {
  return (
    `SELECT EXISTS (SELECT 1 FROM master_company WHERE name_key = ${name}) AS "companyName", ` +
    `EXISTS (SELECT 1 FROM master_user WHERE username_key = ${username}) AS "username", ` +
    `EXISTS (SELECT 1 FROM master_user WHERE email_key = ${email}) AS "email", ` +
    `EXISTS (SELECT 1 FROM master_company WHERE slug = ${slug}) AS "slug"`
  );
}
