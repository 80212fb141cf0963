import { randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Client } from 'pg';
import { DatabaseRoleError } from '../database.errors.js';
import { openSecret, sealSecret } from '../roles/sealed-secret.js';
import type { RoleRows, SealedRole } from '../roles/role-rows.js';
import { codeOf } from './postgres-errors.js';
import { literal, quoted } from './postgres-names.js';
import type { Credentials } from './server-address.js';
import type { PostgresServer } from './postgres-server.js';

const PASSWORD_BYTES = 32;

/** A role may have so many connections, over all instances of the program; what is stuck must not use up the server. */
const CONNECTION_LIMIT = 20;

/** What a role's statements may take, and how long a transaction may do nothing, before the server ends them. */
const TIMEOUTS = { statement_timeout: '30s', idle_in_transaction_session_timeout: '60s', lock_timeout: '10s' };

const AT_HOME = `SELECT company_id, name, sealed_password FROM database_role WHERE NOT EXISTS
  (SELECT FROM database_place place WHERE place.company_id = database_role.company_id)`;

const ROLE_EXISTS = '42710';
/** It still has rights somewhere, or is gone. */
const CANNOT_DROP = ['2BP01', '42704'];

/** The roles of companies: one each, which can reach one database only, with a password that nobody has seen. */
export class TenantRoles {
  constructor(
    private readonly server: PostgresServer,
    /** The first encrypts, all decrypt. */
    private readonly keys: readonly [KeyObject, ...KeyObject[]],
    private readonly rows: RoleRows,
  ) {}

  /** What a company signs in with. @throws DatabaseRoleError. */
  async credentialsOf(companyId: number): Promise<Credentials> {
    const row = await this.rows.of(companyId);
    if (row === undefined) throw new DatabaseRoleError(companyId);
    try {
      const user = this.rows.hasOwnNames ? row.name : this.server.address.roleOf(companyId);
      return { user, password: this.passwordOf(row) };
    } catch (error) {
      throw new DatabaseRoleError(companyId, error);
    }
  }

  /** Name of a company's role, which is made where there is none; one that is in use keeps its password. */
  async of(companyId: number): Promise<string> {
    const role = this.server.address.roleOf(companyId);
    const isKnown = await this.credentialsOf(companyId).then(({ user }) => user === role, falseWithoutRole);
    const { rows } = await this.server.atHome((client) =>
      client.query<object>('SELECT FROM pg_roles WHERE rolname = $1', [role]),
    );
    return isKnown && rows.length > 0 ? role : this.make(companyId);
  }

  /** Encrypts passwords with the present key that another one encrypts. @returns how many. */
  async reseal(): Promise<number> {
    const former = (await this.rows.all()).filter((row) => !opens(this.keys[0], row));
    for (const row of former) {
      // As it was read: the role may have got another password meanwhile.
      await this.rows.reseal(row, sealSecret(this.keys[0], row.name, this.passwordOf(row)));
    }
    return former.length;
  }

  /** @throws Error when none of the keys has encrypted it. */
  private passwordOf(row: SealedRole): string {
    const key = this.keys.find((each) => opens(each, row)) ?? this.keys[0];
    return openSecret(key, row.name, row.sealed_password);
  }

  /**
   * Makes a company's role. It has the password that the company has already, perhaps on another server where it is in use
   * at the moment; otherwise a new one. @returns its name.
   */
  async make(companyId: number): Promise<string> {
    const role = this.server.address.roleOf(companyId);
    const known = await this.credentialsOf(companyId).catch(falseWithoutRole);
    const isKnown = known !== false && known.user === role;
    const password = isKnown ? known.password : randomBytes(PASSWORD_BYTES).toString('base64url');
    await this.server.atHome((client) => createRole(client, role, password));
    if (!isKnown)
      await this.rows.put(companyId, { name: role, sealed_password: sealSecret(this.keys[0], role, password) });
    return role;
  }

  /**
   * In a copy of the master database of an installation that was elsewhere, has the companies on this server sign in with the
   * names that their roles have here: those that they were first made with were perhaps another server's.
   */
  async adopt(copy: Client): Promise<void> {
    const { rows } = await copy.query<SealedRole & { company_id: number }>(AT_HOME);
    for (const row of rows) {
      const role = this.server.address.roleOf(row.company_id);
      if (row.name === role) continue;
      const sealed = sealSecret(this.keys[0], role, this.passwordOf(row));
      const sql = 'UPDATE database_role SET name = $1, sealed_password = $2 WHERE company_id = $3';
      await copy.query(sql, [role, sealed, row.company_id]);
    }
  }

  /** Makes the role that serves the master database, where there is none. */
  async makeServing(client: Client, role: string, password: string): Promise<void> {
    const sql = `CREATE ROLE ${quoted(role)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${literal(password)}`;
    await client.query(sql).catch((error: unknown) => {
      if (codeOf(error) !== ROLE_EXISTS) throw error;
    });
  }

  /** Removes a company's role, whose database is gone; one that has another one is left. */
  async drop(companyId: number): Promise<void> {
    const role = this.server.address.roleOf(companyId);
    const isDropped = await this.server.atHome((client) =>
      client.query(`DROP ROLE ${quoted(role)}`).then(
        () => true,
        (error: unknown) => {
          if (CANNOT_DROP.includes(codeOf(error))) return codeOf(error) === '42704';
          throw error;
        },
      ),
    );
    if (isDropped) await this.rows.remove(companyId);
  }

  async close(): Promise<void> {
    await this.rows.close();
  }
}

function falseWithoutRole(error: unknown): false {
  if (error instanceof DatabaseRoleError) return false;
  throw error;
}

/** Roles are made for signing in and nothing else. */
async function createRole(client: Client, role: string, password: string): Promise<void> {
  const rights =
    'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS ' +
    `CONNECTION LIMIT ${CONNECTION_LIMIT} PASSWORD '${password}'`;
  try {
    await client.query(`CREATE ROLE ${quoted(role)} ${rights}`);
  } catch (error) {
    if (codeOf(error) !== ROLE_EXISTS) throw error;
    await client.query(`ALTER ROLE ${quoted(role)} LOGIN CONNECTION LIMIT ${CONNECTION_LIMIT} PASSWORD '${password}'`);
  }
  for (const [setting, value] of Object.entries(TIMEOUTS)) {
    await client.query(`ALTER ROLE ${quoted(role)} SET ${setting} = '${value}'`);
  }
}

function opens(key: KeyObject, { name, sealed_password }: SealedRole): boolean {
  try {
    openSecret(key, name, sealed_password);
    return true;
  } catch {
    return false;
  }
}
