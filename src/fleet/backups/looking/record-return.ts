import { Injectable } from '@nestjs/common';
import type { DataSource, EntityManager, EntityMetadata } from 'typeorm';
import { allowedValuesOf, ProblemError } from '../../../common/index.js';
import type { Actor, IdempotentRequest } from '../../../common/index.js';
import { insertNumbered, isExclusionViolation, isUniqueViolation } from '../../../database/index.js';
import { Tenancy, TenantSchema, TenantWrites } from '../../../tenancy/index.js';
import { RecordConflictError, RecordNotInBackupError } from '../backups.errors.js';
import { kindOf, RecordKinds, referencesOf } from './record-kinds.js';
import type { Entry } from './record-kinds.js';

const CONFLICT = 409;

/** What is to be brought back. */
export interface ChosenRecords {
  readonly kind: string;
  readonly ids: readonly number[];
  /** A copy of it is answered like the first. */
  readonly request?: IdempotentRequest | undefined;
}

/** A record that is there again. */
export interface ReturnedRecord {
  readonly kind: string;
  /** In the backup. */
  readonly id: number;
  /** Now: the same, unless another record has that number. */
  readonly newId: number;
  /** Whether it was asked for; otherwise another one refers to it. */
  readonly isChosen: boolean;
}

/** A record that was asked for and that there is. It was left as it is. */
export interface PresentRecord {
  readonly kind: string;
  readonly id: number;
  /** Whether it says the same as in the backup. */
  readonly isSame: boolean;
}

export interface ReturnedRecords {
  readonly returned: readonly ReturnedRecord[];
  readonly present: readonly PresentRecord[];
}

/** Brings records of a backup back into a company's database, with what they refer to and that is gone. */
@Injectable()
export class RecordReturn {
  constructor(
    private readonly kinds: RecordKinds,
    private readonly tenancy: Tenancy,
    private readonly schema: TenantSchema,
  ) {}

  /**
   * All of them in one transaction, or none.
   * @param by who brings them back.
   * @param backup an opened look.
   * @throws NoSuchRecordKindError, RecordNotInBackupError, RecordConflictError; PlanLimitReachedError; IdempotencyMismatchError; what a clinic model
   *   has its database refuse, such as an appointment of a doctor who has another one by now.
   */
  async bringBack(
    by: Actor,
    companyId: number,
    backup: DataSource,
    { kind, ids, request }: ChosenRecords,
  ): Promise<ReturnedRecords> {
    const metadata = this.kinds.metadataOf(kind, backup);
    return this.tenancy.run({ companyId }, TenantWrites, (writes) =>
      writes.once(by, request, async (transaction) => {
        const journey = new Journey(backup, transaction, this.schema);
        for (const id of new Set(ids)) await journey.take(metadata, id);
        return journey.outcome;
      }),
    );
  }
}

/** One bringing back: what was brought so far, and under which numbers. */
class Journey {
  private readonly returned: ReturnedRecord[] = [];
  private readonly present: PresentRecord[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(
    private readonly backup: DataSource,
    private readonly transaction: EntityManager,
    private readonly schema: TenantSchema,
  ) {}

  get outcome(): ReturnedRecords {
    return { returned: this.returned, present: this.present };
  }

  /** Brings a record that was asked for. @throws RecordNotInBackupError. */
  async take(metadata: EntityMetadata, id: number): Promise<void> {
    const record = await this.inBackup(metadata, id);
    if (record === null) throw new RecordNotInBackupError(kindOf(metadata), id);
    const there = await this.same(metadata, record);
    if (there === null) return void (await this.bring(metadata, record, true));
    this.present.push({ kind: kindOf(metadata), id, isSame: areSame(metadata, record, there) });
  }

  /** Its number in the present database, where it is put if it is gone. */
  private async numberOf(metadata: EntityMetadata, id: number): Promise<number> {
    const known = this.numbers.get(`${metadata.tableName} ${id}`);
    if (known !== undefined) return known;
    const record = await this.inBackup(metadata, id);
    if (record === null) throw new RecordNotInBackupError(kindOf(metadata), id);
    return (await this.same(metadata, record)) ? id : this.bring(metadata, record, false);
  }

  private async bring(metadata: EntityMetadata, record: Entry, isChosen: boolean): Promise<number> {
    const key = `${metadata.tableName} ${record.id}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const { id, ...values } = record;
    for (const [property, referred] of referencesOf(metadata)) {
      const number: unknown = values[property];
      if (typeof number === 'number') Object.assign(values, { [property]: await this.numberOf(referred, number) });
    }
    const isTaken = await this.transaction.existsBy(metadata.target, { id });
    const newId = await this.insert(metadata, record, isTaken ? values : { id, ...values });
    this.numbers.set(key, newId);
    this.returned.push({ kind: kindOf(metadata), id, newId, isChosen });
    return newId;
  }

  private async insert(metadata: EntityMetadata, { id }: Entry, values: Partial<Entry>): Promise<number> {
    for (const [property, allowed] of allowedValuesOf(metadata.target)) {
      const value = (values as Record<string, unknown>)[property] ?? null;
      if (value !== null && !allowed.includes(value as string))
        throw new RecordConflictError(kindOf(metadata), id, `${property}-not-allowed`, undefined);
    }
    try {
      await this.schema.assertFits(this.transaction, metadata.target, values);
      if (values.id !== undefined) {
        await insertNumbered(this.transaction, metadata.target, values);
        return id;
      }
      const { identifiers } = await this.transaction.insert(metadata.target, values);
      return identifiers[0]?.id as number;
    } catch (error) {
      const reason = conflictOf(error);
      throw reason === undefined ? error : new RecordConflictError(kindOf(metadata), id, reason, error);
    }
  }

  private inBackup(metadata: EntityMetadata, id: number): Promise<Entry | null> {
    return this.backup.manager.findOneBy(metadata.target, { id }) as Promise<Entry | null>;
  }

  /** The record as it is now; null when it is gone, or when its number is another record's, made at another time. */
  private async same(metadata: EntityMetadata, { id, createdAt }: Entry): Promise<Entry | null> {
    const there = (await this.transaction.findOneBy(metadata.target, { id })) as Entry | null;
    return there?.createdAt.getTime() === createdAt.getTime() ? there : null;
  }
}

/** Why a record does not fit; undefined when the error says nothing of the kind, such as that the plan is used up. */
function conflictOf(error: unknown): string | undefined {
  if (isUniqueViolation(error)) return 'value-taken';
  if (isExclusionViolation(error)) return 'appointment-conflict';
  return error instanceof ProblemError && error.status === CONFLICT ? error.code : undefined;
}

function areSame({ columns }: EntityMetadata, one: Entry, other: Entry): boolean {
  const text = (entry: Entry): string =>
    JSON.stringify(columns.map(({ propertyName }) => entry[propertyName] as unknown));
  return text(one) === text(other);
}
