/** Who the people in a company's audit log are. The master database knows; this side only asks. */
export abstract class AuditPeople {
  /** Names of users, superusers among them, by number; those who are gone have none. */
  abstract namesOf(userIds: readonly number[]): Promise<ReadonlyMap<number, string>>;
}
