import type { DataSource, EntityManager } from 'typeorm';
import { FleetTenant } from '../ledger/fleet-tenant.entity.js';

/** A company that is locked, or was closed a moment ago, as `look` gives it. */
export interface LookedAt {
  readonly companyId: number;
  readonly operation: FleetTenant['operation'];
  readonly owner: string | null;
  readonly token: number;
  /** Whether the lock has not expired. */
  readonly isHeld: boolean;
  readonly isClosed: boolean;
}

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
    this.lookSql = lookSql(this.parameters(3));
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

  /** Changes the row of a lock; nothing when somebody has taken it over. */
  async update(
    transaction: EntityManager,
    { companyId, token }: { readonly companyId: number; readonly token: number },
    change: Change,
  ): Promise<void> {
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
    await transaction.query(sql, [...values, companyId, token]);
  }

  /** Those that are locked, and those that were closed since. */
  async look(now: Date, since: Date): Promise<LookedAt[]> {
    const [at, from] = [this.date(now), this.date(since)];
    const rows = await this.master.query<LookedAt[]>(this.lookSql, [at, from, from]);
    return rows.map((row) => ({ ...row, isHeld: Boolean(row.isHeld), isClosed: Boolean(row.isClosed) }));
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

function lookSql([now, since, closedSince]: string[]): string {
  return (
    'SELECT company_id AS "companyId", operation, operation_owner AS "owner", operation_token AS "token", ' +
    `operation IS NOT NULL AND operation_expires_at > ${now} AS "isHeld", ` +
    `last_closed_at IS NOT NULL AND last_closed_at >= ${since} AS "isClosed" ` +
    `FROM fleet_tenant WHERE operation IS NOT NULL OR last_closed_at >= ${closedSince}`
  );
}
