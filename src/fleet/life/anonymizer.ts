import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { entityMetadata } from '../../database/index.js';
import type { SnapshotValue, TableDescription } from '../../database/index.js';
import { TenantSchema, WORKING_TABLES } from '../../tenancy/index.js';
import type { PersonalKind } from '../../tenancy/index.js';
import { UnclassifiedColumnError } from '../import/index.js';
import type { RowChange } from '../import/index.js';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const GIVEN_NAMES = ['Alex', 'Chris', 'Jo', 'Kim', 'Lee', 'Pat', 'Robin', 'Sam'] as const;

/** What each column says about people, by table and column; a table of which no rows are taken has none. */
type Classified = ReadonlyMap<string, ReadonlyMap<string, PersonalKind> | null>;

/** Rows without people: other names, contacts and days, no free text. */
export interface Anonymization {
  readonly change: RowChange;
  /** Tables of which no rows are taken. */
  readonly leftOut: readonly string[];
}

/** Makes rows of people into rows of nobody, by what the models say of their columns. */
@Injectable()
export class Anonymizer {
  constructor(private readonly schema: TenantSchema) {}

  /**
   * One for a whole company: instants are all moved by the same number of weeks, so that they stay in order, overlap as
   * before, and fall on the same day of the week.
   * @throws UnclassifiedColumnError when a model has not said what a column is.
   */
  async begin(): Promise<Anonymization> {
    const classified = await this.classified();
    const shiftMs = -randomInt(4, 53) * WEEK_MS;
    return {
      change: (table, columns, row) => {
        const kinds = classified.get(table.name);
        const number = Number(row[columns.indexOf('id')] ?? 0);
        return row.map((value, index) => {
          const column = columns[index] ?? '';
          const kind = kinds?.get(column);
          if (kind === undefined) throw new UnclassifiedColumnError(table.name, column);
          return value === null
            ? null
            : replaced(kind, value, { number, shiftMs, mayBeNull: mayBeNull(table, column) });
        });
      },
      leftOut: [...classified].filter(([, kinds]) => kinds === null).map(([table]) => table),
    };
  }

  private async classified(): Promise<Classified> {
    const { entityMetadatas, entityMetadatasMap } = await entityMetadata(this.schema.entities);
    const classified = new Map(
      this.schema.personal.map(({ entity, columns }) => {
        const metadata = entityMetadatasMap.get(entity);
        const kinds = metadata?.columns.map(({ databaseName, propertyName }) => [
          databaseName,
          columns?.[propertyName],
        ]);
        return [metadata?.tableName ?? '', columns && new Map(kinds as [string, PersonalKind][])] as const;
      }),
    );
    for (const { tableName, columns } of entityMetadatas) {
      if (WORKING_TABLES.includes(tableName)) continue;
      const kinds = classified.get(tableName);
      const missing = columns.find(({ databaseName }) => kinds !== null && kinds?.get(databaseName) === undefined);
      if (missing) throw new UnclassifiedColumnError(tableName, missing.databaseName);
    }
    return classified;
  }
}

interface Given {
  /** Of the row. */
  readonly number: number;
  readonly shiftMs: number;
  readonly mayBeNull: boolean;
}

function replaced(kind: PersonalKind, value: SnapshotValue, { number, shiftMs, mayBeNull }: Given): SnapshotValue {
  const made: Readonly<Record<PersonalKind, () => SnapshotValue>> = {
    keep: () => value,
    'given-name': () => GIVEN_NAMES[number % GIVEN_NAMES.length] ?? null,
    'family-name': () => `Person ${number}`,
    email: () => `person${number}@example.invalid`,
    phone: () => '+1 555 0100',
    number: () => `X-${number}`,
    birthday: () => moved(value, -randomInt(1, 366) * DAY_MS).slice(0, 10),
    instant: () => moved(value, shiftMs),
    text: () => (mayBeNull ? null : ''),
  };
  return made[kind]();
}

/** In the form in which it was given. */
function moved(value: SnapshotValue, byMs: number): string {
  const text = String(value);
  const instant = new Date(Date.parse(text.includes(':') ? `${text.slice(0, 23).replace(' ', 'T')}Z` : text) + byMs);
  const iso = instant.toISOString();
  return text.includes('T') ? iso : iso.replace('T', ' ').slice(0, 23);
}

function mayBeNull({ columns }: TableDescription, name: string): boolean {
  return columns.find((column) => column.name === name)?.notNull === false;
}
