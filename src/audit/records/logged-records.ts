import type { AuditKeys, Changes } from '../audit-keys.js';

/** What the log tells of a record, as its columns. */
export interface RecordEntry {
  readonly seq: number;
  readonly at: string;
  readonly action: string;
  readonly record_table: string | null;
  readonly record_id: string | null;
  readonly record_ids: string | null;
  readonly detail: string | null;
}

/** A value that the log has last told of a field: as it was, or its keyed hash. */
export interface LoggedValue {
  readonly kind: 'plain' | 'hash';
  readonly value: unknown;
  readonly at: string;
}

/** A record as the log tells of it. */
export interface LoggedRecord {
  exists: boolean;
  /** When it was created; undefined: the log does not tell of that. Fields that its creation does not tell of were empty. */
  createdAt: string | undefined;
  /** By the names of properties; undefined: it was changed, and the log does not tell to what. */
  readonly fields: Map<string, LoggedValue | undefined>;
}

interface Detail {
  readonly fields?: readonly string[];
  readonly encrypted?: string;
  readonly hashed?: Changes;
}

/** What stands for the result of an expression. */
const COMPUTED = '(computed)';
/** Numbers given out at the same time may be told of in another order. */
const AT_THE_SAME_TIME = 100;

/** The state of a company's records that its log comes to. Entries are given to it in their order. */
export class LoggedRecords {
  private readonly tables = new Map<string, Map<string, LoggedRecord>>();
  private readonly firstCreated = new Map<string, number>();

  /** @param isFromStart whether no entry is missing before the first. */
  constructor(
    private readonly keys: AuditKeys,
    private readonly isFromStart: boolean,
  ) {}

  apply(entry: RecordEntry): void {
    const { record_table: table } = entry;
    // An archive was imported, or a database put in the place of another: its records have no entries.
    if (table === null) this.firstCreated.clear();
    else for (const id of idsOf(entry)) this.applyTo(table, id, entry);
  }

  of(table: string): ReadonlyMap<string, LoggedRecord> {
    return this.tables.get(table) ?? new Map<string, LoggedRecord>();
  }

  /** Whether a record may be there without an entry: from before the log, of entries that were purged, or imported. */
  mayLack(table: string, id: string): boolean {
    const first = this.firstCreated.get(table);
    const number = Number(id);
    if (first === undefined || !Number.isInteger(number)) return true;
    return number < first + (this.isFromStart ? 0 : AT_THE_SAME_TIME);
  }

  private applyTo(table: string, id: string, { action, at, detail }: RecordEntry): void {
    const records = this.tables.get(table) ?? new Map<string, LoggedRecord>();
    this.tables.set(table, records);
    const known = records.get(id);
    const isNew = action === 'create' || action === 'import';
    if (isNew && !this.firstCreated.has(table)) this.firstCreated.set(table, Number(id));
    const createdAt = action === 'create' ? at : isNew ? undefined : known?.createdAt;
    const record: LoggedRecord = isNew || known === undefined ? { exists: true, createdAt, fields: new Map() } : known;
    record.exists = action !== 'delete';
    records.set(id, record);
    if (!record.exists) record.fields.clear();
    else if (action !== 'import') this.tell(record, at, detail);
  }

  private tell(record: LoggedRecord, at: string, text: string | null): void {
    if (text === null) {
      // One of very many that were changed at once: nothing is known any more.
      record.fields.clear();
      record.createdAt = undefined;
      return;
    }
    const { fields = [], encrypted, hashed } = JSON.parse(text) as Detail;
    // What was tampered with, the chain tells of.
    const plain = encrypted === undefined ? undefined : this.keys.reveal(encrypted);
    for (const field of fields) record.fields.set(field, valueOf(field, at, plain, hashed));
  }
}

function valueOf(
  field: string,
  at: string,
  plain: Changes | undefined,
  hashed: Changes | undefined,
): LoggedValue | undefined {
  const change = plain?.[field] ?? hashed?.[field];
  if (change === undefined || change[1] === COMPUTED) return undefined;
  return { kind: plain === undefined ? 'hash' : 'plain', value: change[1], at };
}

/** Numbers of the records that an entry is about: one, or several, of which those in a row may be written as `1-2000`. */
function idsOf({ record_id: id, record_ids: ids }: RecordEntry): string[] {
  if (id !== null) return [id];
  return (ids ?? '')
    .split(',')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [, first, last] = /^(\d+)-(\d+)$/.exec(part) ?? [];
      if (first === undefined || last === undefined) return [part];
      return Array.from({ length: Number(last) - Number(first) + 1 }, (_id, index) => String(Number(first) + index));
    });
}
