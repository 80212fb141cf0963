import { Injectable } from '@nestjs/common';
import { DatabaseEngine, entityMetadata, Migrator, sensitiveTables } from '../../database/index.js';
import type { CellCipher, DatabaseName, SchemaSession, SensitiveTable } from '../../database/index.js';
import { TenantSchema } from '../../tenancy/index.js';
import { BehindMigrationsError } from './encryption.errors.js';

/** Rows that are read at once. */
const ROWS_AT_ONCE = 500;

type Row = Readonly<Record<string, unknown>>;

/** The place of a parameter in a statement, counted from 0. */
type Parameter = (index: number) => string;
const DOLLAR: Parameter = (index) => `$${index + 1}`;
const QUESTION_MARK: Parameter = () => '?';

/** Whose database, and which. */
export interface SealedDatabase {
  readonly companyId: number;
  readonly database: DatabaseName;
}

/** Encrypts what is in sensitive columns of databases and is not, or is with a key that is not the present one. */
@Injectable()
export class CellSealing {
  constructor(
    private readonly engine: DatabaseEngine,
    private readonly migrator: Migrator,
    private readonly schema: TenantSchema,
  ) {}

  /** Whether anything in a database is not encrypted with the company's present key; false for one without a key. */
  async isNeeded({ companyId, database }: SealedDatabase): Promise<boolean> {
    const cipher = await this.engine.cells.of(companyId);
    if (cipher === undefined) return false;
    return this.hasAny({ companyId, database }, `NOT LIKE '${cipher.presentPattern}'`);
  }

  /** Whether anything in a database is encrypted with a cipher's present key. */
  isSealedWith(target: SealedDatabase, cipher: CellCipher): Promise<boolean> {
    return this.hasAny(target, `LIKE '${cipher.presentPattern}'`);
  }

  /**
   * Encrypts all of a database in one transaction: killed at any moment all is done, or nothing.
   * @param cipher absent: the company's; one without a key is left as it is.
   * @returns how many rows were changed.
   * @throws BehindMigrationsError, CellUnreadableError, DatabaseBusyError; nothing is changed then.
   */
  async seal(target: SealedDatabase, cipher?: CellCipher): Promise<number> {
    const { companyId, database } = target;
    const chosen = cipher ?? (await this.engine.cells.of(companyId));
    if (chosen === undefined) return 0;
    // Before, columns were too narrow for ciphertext.
    if ((await this.migrator.pending(database, companyId)).length > 0) throw new BehindMigrationsError();
    const tables = await this.tables();
    const engine = await this.engine.holding(companyId);
    const parameter = engine.kind === 'postgres' ? DOLLAR : QUESTION_MARK;
    const work = async (session: SchemaSession): Promise<number> => {
      let changed = 0;
      for (const table of tables) changed += await this.sealTable(session, table, chosen, parameter);
      return changed;
    };
    const changed = await engine.withSchema(database, work, companyId);
    // A file is encrypted as a whole; a server keeps what was overwritten.
    if (changed > 0 && engine.kind === 'postgres') await engine.scrub(database);
    return changed;
  }

  private async sealTable(
    session: SchemaSession,
    table: SensitiveTable,
    cipher: CellCipher,
    parameter: Parameter,
  ): Promise<number> {
    const names = [table.key, ...table.columns.map(({ column }) => column)].map((name) => `"${name}"`).join();
    const select = `SELECT ${names} FROM "${table.name}"`;
    const end = `ORDER BY "${table.key}" LIMIT ${ROWS_AT_ONCE}`;
    let changed = 0;
    let rows = (await session.query(`${select} ${end}`)) as Row[];
    while (rows.length > 0) {
      for (const row of rows) if (await sealRow(session, table, cipher, row, parameter)) changed += 1;
      const last = rows.at(-1)?.[table.key];
      rows = (await session.query(`${select} WHERE "${table.key}" > ${parameter(0)} ${end}`, [last])) as Row[];
    }
    return changed;
  }

  private async hasAny({ companyId, database }: SealedDatabase, condition: string): Promise<boolean> {
    const found = (await this.tables()).flatMap(({ name, columns }) =>
      columns.map(({ column }) => `(SELECT count(*) FROM "${name}" WHERE "${column}" ${condition})`),
    );
    const sql = `SELECT ${found.join(' + ')} AS cells`;
    const [row] = (await this.engine.read(database, sql, companyId)) as { cells: number | string }[];
    return Number(row?.cells ?? 0) > 0;
  }

  private async tables(): Promise<SensitiveTable[]> {
    return sensitiveTables((await entityMetadata(this.schema.entities)).entityMetadatas);
  }
}

async function sealRow(
  session: SchemaSession,
  { name, key, columns }: SensitiveTable,
  cipher: CellCipher,
  row: Row,
  parameter: Parameter,
): Promise<boolean> {
  const changes = columns.flatMap((column) => {
    const value = row[column.column];
    if (typeof value !== 'string' || cipher.isPresent(value)) return [];
    return [{ column: column.column, value: cipher.seal(column, cipher.open(column, value), column.isSought) }];
  });
  if (changes.length === 0) return false;
  const sets = changes.map(({ column }, index) => `"${column}" = ${parameter(index)}`);
  await session.query(`UPDATE "${name}" SET ${sets.join()} WHERE "${key}" = ${parameter(changes.length)}`, [
    ...changes.map(({ value }) => value),
    row[key],
  ]);
  return true;
}
