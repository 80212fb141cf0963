import type { AuditKeys } from '../audit-keys.js';
import type { AuditedTable } from '../changes/audited-tables.js';
import type { LoggedRecord } from './logged-records.js';
import { isSameValue } from './same-value.js';
import type { TableMigrations } from './table-migrations.js';

type Row = Readonly<Record<string, unknown>>;

/** A record as it is, beside what the log tells of it. */
export class ComparedRecord {
  constructor(
    private readonly of: AuditedTable,
    private readonly row: Row,
    private readonly logged: LoggedRecord,
    private readonly applied: TableMigrations,
  ) {}

  get table(): string {
    return this.of.name;
  }

  /** Fields that have another value than the log has last told of. Those that it tells nothing of are not among them. */
  differing(keys: AuditKeys): string[] {
    const fields: string[] = [];
    for (const [column, property] of this.of.properties)
      if (column in this.row && this.differs(keys, column, property)) fields.push(property);
    return fields;
  }

  /** The last migration of the table that was applied since any of these fields was told of; undefined: none was. */
  migrationSince(fields: readonly string[]): string | undefined {
    const told = fields.map((field) => this.logged.fields.get(field)?.at ?? this.logged.createdAt ?? '');
    return this.applied.since(
      this.table,
      told.reduce((least, at) => (at < least ? at : least)),
    );
  }

  private differs(keys: AuditKeys, column: string, property: string): boolean {
    const { fields, createdAt } = this.logged;
    const value = fields.get(property);
    if (value !== undefined) return !this.isReadableAs((present) => isSameValue(keys, value, present), column);
    if (fields.has(property) || createdAt === undefined) return false;
    // Its creation does not tell of it, so that it was empty; unless a migration has made the column since.
    if (this.applied.since(this.table, createdAt) !== undefined) return false;
    return !this.isReadableAs((present) => present === null || present === undefined, column);
  }

  /** What was encrypted for another place, or changed, is none of what was written. */
  private isReadableAs(isSame: (present: unknown) => boolean, column: string): boolean {
    try {
      return isSame(this.of.open(column, this.row[column]));
    } catch {
      return false;
    }
  }
}
