/** A company's role with its password, encrypted. */
export interface SealedRole {
  readonly name: string;
  readonly sealed_password: string;
}

/** The rows of `database_role`. A company has one password, on whichever servers it has a role. */
export abstract class RoleRows {
  /** Whether roles have the names that rows say; otherwise they are called as this server's databases are. */
  abstract readonly hasOwnNames: boolean;

  abstract of(companyId: number): Promise<SealedRole | undefined>;

  abstract all(): Promise<SealedRole[]>;

  /** Adds a company's row, or changes it. */
  abstract put(companyId: number, role: SealedRole): Promise<void>;

  /** Changes a password if it is still what was read. */
  abstract reseal(role: SealedRole, sealed: string): Promise<void>;

  /** Removes a company's row, unless the company is on another server. */
  abstract remove(companyId: number): Promise<void>;

  abstract close(): Promise<void>;
}
