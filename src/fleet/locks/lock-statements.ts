import type { DataSource, EntityManager } from 'typeorm';
import { FleetTenant } from '../ledger/fleet-tenant.entity.js';
import type { TenantOperation } from '../ledger/fleet-tenant.entity.js';

/** A company that is locked, as `look` gives it. */
export interface LockedRow {
  readonly companyId: number;
  readonly operation: TenantOperation;
  readonly owner: string | null;
  readonly token: number;
}

/** A company that was closed for an operation. */
export type ClosedTenant = Pick<LockedRow, 'companyId' | 'token'>;

/** With no operation: the row that has all who were closed, in the place of the owner. */
type LookedAt = LockedRow | { readonly operation: null; readonly owner: string | null };

type Change = Partial<Omit<FleetTenant, 'companyId' | 'operationToken'>>;

/** The statements behind the locks, written once: a run over a fleet takes and gives back thousands. */
export class LockStatements {
  private readonly updates = new Map<string, string>();
  private readonly columns;
  private readonly takeSql: string;
  private readonly lookSql: string;

  constructor(private readonly master: DataSource) {
    this.columns = new Map(
      master.getMetadata(FleetTenant).columns.map((column) => [column.propertyName as keyof FleetTenant, column]),
    );
    this.takeSql = takeSql(this.parameters(9));
    this.lookSql = lookSql(this.parameters(2));
  }

  /**
   * Taking a lock is one statement: of two that come at once the second finds it held. The row comes into being with the
   * first lock, so that whoever registers a company need not know of it.
   * @param gone a holder that is gone, whose lock is taken over.
   * @returns the token; undefined when it is held.
   */
  async take(
    transaction: EntityManager,
    lock: Pick<FleetTenant, 'companyId' | 'state' | 'operation' | 'operationOwner'> & {
      readonly now: Date;
      readonly expiresAt: Date;
      readonly closedAt: Date | null;
      readonly gone: string;
    },
  ): Promise<number | undefined> {
    const { companyId, state, operation, operationOwner, gone } = lock;
    const now = this.date(lock.now);
    const [expiresAt, closedAt] = [this.date(lock.expiresAt), lock.closedAt && this.date(lock.closedAt)];
    const values = [companyId, state, operation, operationOwner, now, expiresAt, closedAt, now, gone];
    const rows = await transaction.query<{ token: number }[]>(this.takeSql, values);
    return rows[0]?.token;
  }

  /** Changes the row of a lock. @returns false when somebody has taken it over: nothing is changed then. */
  async update(
    transaction: EntityManager,
    { companyId, token }: { readonly companyId: number; readonly token: number },
    change: Change,
  ): Promise<boolean> {
    const entries = Object.entries(change) as [keyof FleetTenant, unknown][];
    const columns = entries.map(([property]) => this.columns.get(property)!);
    const values = entries.map(([, value], index) => this.persistent(value, columns[index]!));
    const key = columns.map((column) => column.databaseName).join();
    const sql =
      this.updates.get(key) ??
      updateSql(
        columns.map((column) => column.databaseName),
        this.parameters(columns.length + 2),
      );
    this.updates.set(key, sql);
    const { affected } = await transaction.queryRunner!.query(sql, [...values, companyId, token], true);
    return affected === 1;
  }

  /** Those that are locked, by locks that have not expired, and those that were closed since. */
  async look(now: Date, since: Date): Promise<{ readonly locked: LockedRow[]; readonly closed: ClosedTenant[] }> {
    const rows = await this.master.query<LookedAt[]>(this.lookSql, [this.date(now), this.date(since)]);
    const locked = rows.filter((row): row is LockedRow => row.operation !== null);
    return { locked, closed: closedTenants(rows.find(({ operation }) => operation === null)?.owner ?? '') };
  }

  private parameters(count: number): string[] {
    return Array.from({ length: count }, (_, index) => this.master.driver.createParameter(`p${index}`, index));
  }

  private date(instant: Date): unknown {
    return this.persistent(instant, this.columns.get('operationExpiresAt')!);
  }

  private persistent(value: unknown, column: Parameters<DataSource['driver']['preparePersistentValue']>[1]): unknown {
    return this.master.driver.preparePersistentValue(value, column) as unknown;
  }
}

function takeSql([company, state, operation, owner, startedAt, expiresAt, closedAt, now, gone]: string[]): string {
  return (
    'INSERT INTO fleet_tenant (company_id, schema_version, fingerprint, state, operation, operation_owner, ' +
    'operation_token, operation_started_at, operation_expires_at, last_closed_at) ' +
    `VALUES (${company}, '', '', ${state}, ${operation}, ${owner}, 1, ${startedAt}, ${expiresAt}, ${closedAt}) ` +
    'ON CONFLICT (company_id) DO UPDATE SET operation = excluded.operation, ' +
    `state = CASE WHEN excluded.state = 'migrating' THEN excluded.state ELSE fleet_tenant.state END, ` +
    'operation_owner = excluded.operation_owner, operation_token = fleet_tenant.operation_token + 1, ' +
    'operation_started_at = excluded.operation_started_at, operation_expires_at = excluded.operation_expires_at, ' +
    'last_closed_at = COALESCE(excluded.last_closed_at, fleet_tenant.last_closed_at) ' +
    `WHERE fleet_tenant.operation IS NULL OR fleet_tenant.operation_expires_at <= ${now} ` +
    `OR fleet_tenant.operation_owner = ${gone} RETURNING operation_token AS token`
  );
}

function updateSql(columns: readonly string[], parameters: readonly string[]): string {
  const sets = columns.map((column, index) => `${column} = ${parameters[index]}`);
  const [company, token] = parameters.slice(columns.length);
  return `UPDATE fleet_tenant SET ${sets.join(', ')} WHERE company_id = ${company} AND operation_token = ${token}`;
}

/** Those that were closed are one value: in a run over the fleet they are thousands, at every look of every server. */
function lookSql([now, since]: string[]): string {
  return (
    'SELECT company_id AS "companyId", operation, operation_owner AS "owner", operation_token AS "token" ' +
    `FROM fleet_tenant WHERE operation IS NOT NULL AND operation_expires_at > ${now} UNION ALL ` +
    `SELECT 0, NULL, string_agg(company_id || ' ' || operation_token, ','), 0 ` +
    `FROM fleet_tenant WHERE last_closed_at >= ${since}`
  );
}

function closedTenants(aggregated: string): ClosedTenant[] {
  if (aggregated === '') return [];
  return aggregated.split(',').map((pair) => {
    const [companyId, token] = pair.split(' ').map(Number);
    return { companyId: companyId!, token: token! };
  });
}
