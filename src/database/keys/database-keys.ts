import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, Not } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { EncryptionUnfinishedError } from './keys.errors.js';
import { DatabaseKey } from './database-key.entity.js';
import type { KeyState } from './database-key.entity.js';
import type { KeyWrapping } from './key-wrapping.js';

const KEY_BYTES = 32;
const ROWS_AT_ONCE = 200;

/** A key of a company's database, unwrapped. */
export interface CompanyKey {
  readonly number: number;
  readonly state: KeyState;
  readonly key: Uint8Array;
}

type Row = Pick<DatabaseKey, 'number' | 'state' | 'wrappedKey' | 'wrappingKeyId'>;

/** The keys of companies' database files, wrapped in the master database. */
@Injectable()
export class DatabaseKeys {
  private readonly inUse: string;
  private readonly all: string;

  constructor(
    private readonly master: DataSource,
    private readonly wrapping: KeyWrapping,
  ) {
    const company = master.driver.createParameter('company', 0);
    // Written once: they stand before the first answer of every company.
    this.all =
      'SELECT number, state, wrapped_key AS "wrappedKey", wrapping_key_id AS "wrappingKeyId" FROM database_key ' +
      `WHERE company_id = ${company}`;
    this.inUse = `${this.all} AND state <> 'former'`;
  }

  /** Whether new databases are encrypted. */
  get isOn(): boolean {
    return this.wrapping.isOn;
  }

  /**
   * The key that a company's database is opened with; undefined: it is not encrypted.
   * @throws DatabaseKeyUnreadableError; EncryptionUnfinishedError while it is being changed, or when that was cut off.
   */
  async of(companyId: number): Promise<Uint8Array | undefined> {
    const [row, another] = await this.master.query<Row[]>(this.inUse, [companyId]);
    if (row === undefined) return undefined;
    if (another !== undefined || row.state === 'next') throw new EncryptionUnfinishedError(companyId);
    return this.wrapping.unwrap({ companyId, number: row.number }, row);
  }

  /** All that a company has, the newest first. @throws DatabaseKeyUnreadableError. */
  async allOf(companyId: number): Promise<CompanyKey[]> {
    const rows = await this.master.query<Row[]>(`${this.all} ORDER BY number DESC`, [companyId]);
    return rows.map((row) => {
      const { number, state } = row;
      return { number, state, key: this.wrapping.unwrap({ companyId, number }, row) };
    });
  }

  /** How many a company has. */
  countOf(companyId: number): Promise<number> {
    return this.rows.countBy({ companyId });
  }

  /** Makes the first key of a new company, durable when it returns. @throws EncryptionOffError. */
  make(companyId: number): Promise<Uint8Array> {
    return this.add(companyId, 'current');
  }

  /**
   * Makes the key that a database is to be encrypted with; until `finish` or `cancel` nobody opens it.
   * @throws EncryptionOffError.
   */
  begin(companyId: number): Promise<Uint8Array> {
    return this.add(companyId, 'next');
  }

  /** The database is encrypted with the next key. */
  async finish(companyId: number): Promise<void> {
    await this.master.transaction(async (transaction) => {
      await transaction.update(DatabaseKey, { companyId, state: 'current' }, { state: 'former' });
      await transaction.update(DatabaseKey, { companyId, state: 'next' }, { state: 'current' });
    });
  }

  /** Nothing was encrypted with the next key. */
  async cancel(companyId: number): Promise<void> {
    await this.rows.delete({ companyId, state: 'next' });
  }

  /** Removes all of a company's keys: what is encrypted with them cannot be read any more. @returns how many there were. */
  async destroy(companyId: number): Promise<number> {
    return (await this.rows.delete({ companyId })).affected ?? 0;
  }

  /**
   * Wraps all keys with the present key of the installation that another one wraps. Killed at any moment each key is wrapped
   * by one of both, and a later call does the rest.
   * @returns how many. @throws DatabaseKeyUnreadableError, EncryptionOffError.
   */
  async rewrapAll(): Promise<number> {
    let rewrapped = 0;
    for (;;) {
      const where = { wrappingKeyId: Not(this.wrapping.id) };
      const rows = await this.rows.find({ where, take: ROWS_AT_ONCE });
      if (rows.length === 0) return rewrapped;
      await this.master.transaction((transaction) => this.rewrap(transaction, rows));
      rewrapped += rows.length;
    }
  }

  private async rewrap(transaction: EntityManager, rows: readonly DatabaseKey[]): Promise<void> {
    for (const row of rows) {
      const { companyId, number, wrappedKey } = row;
      const wrapped = this.wrapping.wrap(row, this.wrapping.unwrap(row, row));
      // As it was read: somebody else may have done it, or the company may be gone.
      await transaction.update(DatabaseKey, { companyId, number, wrappedKey }, wrapped);
    }
  }

  private async add(companyId: number, state: KeyState): Promise<Uint8Array> {
    const key = randomBytes(KEY_BYTES);
    const number = ((await this.rows.maximum('number', { companyId })) ?? 0) + 1;
    await this.rows.insert({ companyId, number, state, ...this.wrapping.wrap({ companyId, number }, key) });
    return key;
  }

  private get rows() {
    return this.master.getRepository(DatabaseKey);
  }
}
