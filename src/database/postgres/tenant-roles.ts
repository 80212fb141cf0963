import { randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Client } from 'pg';
import { DatabaseRoleError } from '../database.errors.js';
import { openSecret, sealSecret } from '../roles/sealed-secret.js';
import type { ConnectionLane } from './connection-lane.js';
import { codeOf } from './postgres-errors.js';
import { literal, quoted } from './postgres-names.js';
import type { Credentials } from './server-address.js';
import type { PostgresServer } from './postgres-server.js';

const PASSWORD_BYTES = 32;

/** A role may have so many connections, over all instances of the program; what is stuck must not use up the server. */
const CONNECTION_LIMIT = 20;

/** What a role's statements may take, and how long a transaction may do nothing, before the server ends them. */
const TIMEOUTS = { statement_timeout: '30s', idle_in_transaction_session_timeout: '60s', lock_timeout: '10s' };

const ROLE_EXISTS = '42710';
/** It still has rights somewhere, or is gone. */
const CANNOT_DROP = ['2BP01', '42704'];

interface SealedRole {
  readonly name: string;
  readonly sealed_password: string;
}

/** The roles of companies: one each, which can reach one database only, with a password that nobody has seen. */
export class TenantRoles {
  private readonly master: ConnectionLane;

  constructor(
    private readonly server: PostgresServer,
    /** The first encrypts, all decrypt. */
    private readonly keys: readonly [KeyObject, ...KeyObject[]],
  ) {
    this.master = server.masterLane();
  }

  /** What a company signs in with. @throws DatabaseRoleError. */
  async credentialsOf(companyId: number): Promise<Credentials> {
    const sql = 'SELECT name, sealed_password FROM database_role WHERE company_id = $1';
    const { rows } = await this.master.use((client) =>
      client.query<{ name: string; sealed_password: string }>(sql, [companyId]),
    );
    const [row] = rows;
    if (row === undefined) throw new DatabaseRoleError(companyId);
    try {
      return { user: row.name, password: this.passwordOf(row) };
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
    const { rows } = await this.master.use((client) =>
      client.query<SealedRole>('SELECT name, sealed_password FROM database_role'),
    );
    const former = rows.filter((row) => !opens(this.keys[0], row));
    for (const row of former) {
      const sealed = sealSecret(this.keys[0], row.name, this.passwordOf(row));
      // As it was read: the role may have got another password meanwhile.
      const sql = 'UPDATE database_role SET sealed_password = $1 WHERE name = $2 AND sealed_password = $3';
      await this.master.use((client) => client.query(sql, [sealed, row.name, row.sealed_password]));
    }
    return former.length;
  }

  /** @throws Error when none of the keys has encrypted it. */
  private passwordOf(row: SealedRole): string {
    const key = this.keys.find((each) => opens(each, row)) ?? this.keys[0];
    return openSecret(key, row.name, row.sealed_password);
  }

  /** Makes a company's role, or gives it a new password. @returns its name. */
  async make(companyId: number): Promise<string> {
    const role = this.server.address.roleOf(companyId);
    const password = randomBytes(PASSWORD_BYTES).toString('base64url');
    await this.server.atHome((client) => createRole(client, role, password));
    const values = [companyId, role, sealSecret(this.keys[0], role, password)];
    await this.master.use((client) =>
      client.query(
        'INSERT INTO database_role (company_id, name, sealed_password) VALUES ($1, $2, $3) ' +
          'ON CONFLICT (company_id) DO UPDATE SET name = excluded.name, sealed_password = excluded.sealed_password',
        values,
      ),
    );
    return role;
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
    if (!isDropped) return;
    await this.master.use((client) => client.query('DELETE FROM database_role WHERE company_id = $1', [companyId]));
  }

  async close(): Promise<void> {
    await this.master.close();
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
