import { RoleRows } from '../roles/role-rows.js';
import type { SealedRole } from '../roles/role-rows.js';
import type { ConnectionLane } from './connection-lane.js';

const PUT = `INSERT INTO database_role (company_id, name, sealed_password) VALUES ($1, $2, $3)
  ON CONFLICT (company_id) DO UPDATE SET name = excluded.name, sealed_password = excluded.sealed_password`;
const REMOVE = `DELETE FROM database_role WHERE company_id = $1
  AND NOT EXISTS (SELECT FROM database_place place WHERE place.company_id = database_role.company_id)`;

/** Rows of the master database on the same server, which is there before anything else of it is open. */
export class LaneRoles extends RoleRows {
  readonly hasOwnNames = true;

  constructor(private readonly master: ConnectionLane) {
    super();
  }

  override async of(companyId: number): Promise<SealedRole | undefined> {
    const rows = await this.run<SealedRole>('SELECT name, sealed_password FROM database_role WHERE company_id = $1', [
      companyId,
    ]);
    return rows[0];
  }

  override all(): Promise<SealedRole[]> {
    return this.run<SealedRole>('SELECT name, sealed_password FROM database_role');
  }

  override async put(companyId: number, { name, sealed_password }: SealedRole): Promise<void> {
    await this.run(PUT, [companyId, name, sealed_password]);
  }

  override async reseal({ name, sealed_password }: SealedRole, sealed: string): Promise<void> {
    const sql = 'UPDATE database_role SET sealed_password = $1 WHERE name = $2 AND sealed_password = $3';
    await this.run(sql, [sealed, name, sealed_password]);
  }

  override async remove(companyId: number): Promise<void> {
    await this.run(REMOVE, [companyId]);
  }

  override close(): Promise<void> {
    return this.master.close();
  }

  private run<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return this.master.use(async (client) => (await client.query<Row>(sql, values)).rows);
  }
}
