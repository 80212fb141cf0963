import type { DataSource } from 'typeorm';
import type { AuditKeys } from '../audit-keys.js';
import { EMPTY_CHAIN, SELECT_HEAD } from '../chain.js';
import type { ChainHead } from '../chain.js';
import { AuditedTables } from '../changes/audited-tables.js';
import type { AuditedTable } from '../changes/audited-tables.js';
import { ComparedRecord } from './compared-record.js';
import { CountedEntries } from './counted-entries.js';
import type { LoggedRestore } from './counted-entries.js';
import { LoggedRecords } from './logged-records.js';
import type { RecordEntry } from './logged-records.js';
import { TableMigrations } from './table-migrations.js';
import type { MigratedTables } from './table-migrations.js';

/** How a record can differ from what the log tells of it. */
export type RecordFaultCode = 'record-changed' | 'record-missing' | 'record-added' | 'record-returned';

/** Tells names and numbers, never a value. */
export interface RecordFault {
  readonly code: RecordFaultCode;
  readonly table: string;
  readonly id: string;
  /** Those that have not what the log has last told of them. */
  readonly fields?: readonly string[];
  /** A migration of that table that was applied since, and may have changed them as well. */
  readonly migration?: string;
}

export interface RecordsReport {
  /** Records that were compared with what the log tells of them. */
  readonly records: number;
  /** Records that the log has no entry of, and need not have: from before it, of purged entries, imported. */
  readonly unlogged: number;
  readonly faults: readonly RecordFault[];
  /** Faults beyond those that are told one by one. */
  readonly more: number;
}

type Row = Readonly<Record<string, unknown>>;

const ROWS_AT_ONCE = 500;
const FAULTS_KEPT = 100;
const ENTRY =
  'SELECT seq, at, action, record_table, record_id, record_ids, detail FROM audit_entry ' +
  "WHERE (record_table IS NOT NULL AND action IN ('create', 'update', 'delete', 'import') " +
  "OR record_table IS NULL AND action IN ('restore', 'import'))";

/** Compares all records of an open database with what its log has last told of them. */
export class RecordCheck {
  private readonly faults: RecordFault[] = [];
  private records = 0;
  private unlogged = 0;

  /**
   * @param dataSource with the entities; it is only read from, and may be written to meanwhile.
   * @param workingTables see AuditOptions.
   */
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: AuditKeys,
    private readonly workingTables: readonly string[],
    private readonly migrations: readonly MigratedTables[],
  ) {}

  async run(): Promise<RecordsReport> {
    const [end = EMPTY_CHAIN] = await this.dataSource.query<ChainHead[]>(SELECT_HEAD);
    const logged = await this.fold(Number(end.seq));
    const applied = await TableMigrations.appliedTo(this.dataSource, this.migrations);
    const tables = new AuditedTables(this.dataSource, this.workingTables);
    for (const { tableName } of this.dataSource.entityMetadatas) {
      const table = tables.named(tableName);
      if (table !== undefined) await this.compare(table, logged, applied);
    }
    // What was written while the records were read is left to the next check.
    const later = await this.touchedSince(Number(end.seq));
    const faults = this.faults.filter(({ table, id }) => !later.of(table).has(id));
    const { records, unlogged } = this;
    return { records, unlogged, faults: faults.slice(0, FAULTS_KEPT), more: Math.max(0, faults.length - FAULTS_KEPT) };
  }

  private async fold(end: number): Promise<LoggedRecords> {
    const restores: LoggedRestore[] = [];
    const sought = "action = 'restore' AND record_table IS NULL";
    for (const entry of await this.dataSource.query<RecordEntry[]>(`${ENTRY} AND ${sought} ORDER BY seq`)) {
      const restore = restoreOf(entry);
      if (restore !== undefined && restore.seq <= end) restores.push(restore);
    }
    const counted = new CountedEntries(restores, end);
    const [first] = await this.dataSource.query<{ seq: number | null }[]>('SELECT MIN(seq) AS seq FROM audit_entry');
    const logged = new LoggedRecords(this.keys, counted.isWhole && Number(first?.seq ?? 1) === 1);
    for await (const entry of this.entries(0, end)) if (isTold(entry) && counted.has(entry.seq)) logged.apply(entry);
    return logged;
  }

  private async touchedSince(end: number): Promise<LoggedRecords> {
    const touched = new LoggedRecords(this.keys, false);
    for await (const entry of this.entries(end, Number.MAX_SAFE_INTEGER)) if (isTold(entry)) touched.apply(entry);
    return touched;
  }

  private async *entries(from: number, to: number): AsyncGenerator<RecordEntry> {
    for (let last = from; ;) {
      const sql = `${ENTRY} AND seq > ${last} AND seq <= ${to} ORDER BY seq LIMIT ${ROWS_AT_ONCE}`;
      const rows = await this.dataSource.query<RecordEntry[]>(sql);
      yield* rows;
      last = Number(rows.at(-1)?.seq ?? last);
      if (rows.length < ROWS_AT_ONCE) return;
    }
  }

  private async compare(table: AuditedTable, logged: LoggedRecords, applied: TableMigrations): Promise<void> {
    const left = new Map(logged.of(table.name));
    for await (const row of this.rows(table)) {
      const id = String(row[table.key]);
      const record = left.get(id);
      left.delete(id);
      if (record?.exists === false) this.faults.push({ code: 'record-returned', table: table.name, id });
      else if (record !== undefined) this.compareOne(new ComparedRecord(table, row, record, applied), id);
      else if (logged.mayLack(table.name, id)) this.unlogged += 1;
      else this.faults.push({ code: 'record-added', table: table.name, id });
    }
    for (const [id, { exists }] of left)
      if (exists) this.faults.push({ code: 'record-missing', table: table.name, id });
  }

  private compareOne(compared: ComparedRecord, id: string): void {
    this.records += 1;
    const fields = compared.differing(this.keys);
    if (fields.length === 0) return;
    const migration = compared.migrationSince(fields);
    this.faults.push({ code: 'record-changed', table: compared.table, id, fields, ...(migration && { migration }) });
  }

  private async *rows({ name, key }: AuditedTable): AsyncGenerator<Row> {
    const parameter = this.dataSource.driver.createParameter('after', 0);
    const end = `ORDER BY "${key}" LIMIT ${ROWS_AT_ONCE}`;
    let rows = await this.dataSource.query<Row[]>(`SELECT * FROM "${name}" ${end}`);
    while (rows.length > 0) {
      yield* rows;
      const last = rows.at(-1)?.[key];
      rows = await this.dataSource.query<Row[]>(`SELECT * FROM "${name}" WHERE "${key}" > ${parameter} ${end}`, [last]);
    }
  }
}

/** Not of a restore or an import that came to nothing. */
function isTold({ action, record_table: table, detail }: RecordEntry): boolean {
  if (table !== null) return true;
  return action === 'import' && outcomeOf(detail).outcome === 'done';
}

function restoreOf({ seq, detail }: RecordEntry): LoggedRestore | undefined {
  const { outcome, recordsAsOf, logUntil } = outcomeOf(detail);
  return outcome === 'done' ? { seq: Number(seq), recordsAsOf, logUntil } : undefined;
}

function outcomeOf(detail: string | null): { outcome?: string; recordsAsOf?: number; logUntil?: number } {
  return JSON.parse(detail ?? '{}') as ReturnType<typeof outcomeOf>;
}
