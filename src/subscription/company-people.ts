import type { EntityManager } from 'typeorm';

/** The people of a company. The master's side knows them; this side only asks. */
export abstract class CompanyPeople {
  /** How many active users count against the plan. @param manager that of a transaction, inside of one. */
  abstract countUsers(companyId: number, manager?: EntityManager): Promise<number>;

  /** Whom to write to about the subscription: the active owners. */
  abstract ownersOf(companyId: number): Promise<readonly { readonly email: string; readonly name: string }[]>;
}
