import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable, Scope } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { checkedLines, Clock, csvRecords, CsvReport, LinesRefusedError } from '../../common/index.js';
import type { Actor, CheckedLine, CsvRecord, IdempotentRequest, ImportReportDto } from '../../common/index.js';
import { Settings } from '../../config/index.js';
import { isUniqueViolation } from '../../database/index.js';
import { TenantWrites } from '../idempotency/tenant-writes.js';
import { CompanyQuota } from '../quota/company-quota.js';
import { ImportOvertakenError } from '../tenancy.errors.js';
import { InjectTenantDataSource } from '../tenant-injection.js';
import { BulkTable, ROWS_PER_STATEMENT } from './bulk-table.js';
import type { ImportRules } from './import-rules.js';
import { RowSpool } from './row-spool.js';
import { UniqueValues } from './unique-values.js';

/** Lines checked in one turn of the event loop: some five milliseconds. */
const LINES_PER_TURN = 50;

export interface ImportOptions {
  /** Who takes the file in. */
  readonly by: Actor;
  readonly dryRun?: boolean | undefined;
  readonly request?: IdempotentRequest | undefined;
}

/**
 * Taking whole files in, all lines or none. Lines are checked while they arrive and put aside on disk; only when the last
 * one has passed they are written, in one transaction that lasts as long as SQLite needs and no longer.
 */
@Injectable({ scope: Scope.REQUEST, durable: true })
export class TenantImports {
  private readonly folder: string;
  private readonly quota: CompanyQuota | undefined;

  constructor(
    @InjectTenantDataSource() private readonly dataSource: DataSource,
    private readonly writes: TenantWrites,
    private readonly clock: Clock,
    settings: Settings,
  ) {
    this.folder = join(settings.dataDir, 'tenant_databases', '.work');
    this.quota = CompanyQuota.of(dataSource);
  }

  /**
   * @param upload a CSV file whose first line names the fields of the model's create DTO.
   * @throws LinesRefusedError, unless it is a dry run, which tells the same; PlanLimitReachedError as soon as the file has
   *   more lines than the plan has room for; ImportOvertakenError; FileTooLargeError; UploadAbortedError;
   *   IdempotencyMismatchError.
   */
  async run<Input extends object>(
    upload: Readable,
    rules: ImportRules<Input>,
    { by, dryRun = false, request }: ImportOptions,
  ): Promise<ImportReportDto> {
    const content = createHash('sha256');
    const spool = await RowSpool.create(this.folder);
    try {
      const table = new BulkTable(this.dataSource, rules.entity);
      const records = csvRecords(upload, (chunk) => content.update(chunk));
      const report = await this.check(records, rules, table, spool);
      if (dryRun) return answerOf(report, { dryRun, imported: 0 });
      const repeatable = request && { ...request, body: content.digest('hex') };
      const before = await this.writes.answered<ImportReportDto>(repeatable);
      if (before !== undefined) return before;
      if (report.refusedRows > 0) throw new LinesRefusedError(report);
      return await this.write(by, table, spool, rules, report, repeatable);
    } finally {
      await spool.close();
    }
  }

  private async check<Input extends object>(
    records: AsyncGenerator<CsvRecord>,
    rules: ImportRules<Input>,
    table: BulkTable,
    spool: RowSpool,
  ): Promise<CsvReport> {
    const report = new CsvReport();
    const now = this.clock.now();
    const unique = new UniqueValues(rules.unique ?? [], table, report);
    const assertRoom = await this.roomFor(rules);
    const lines = checkedLines(records, rules, now, report);
    for await (const portion of inPortions(lines, LINES_PER_TURN)) {
      assertRoom(report.rows);
      const kept = await unique.keep(this.dataSource.manager, portion);
      if (report.refusedRows === 0)
        await spool.add(kept.map(({ input }) => table.rowOf({ ...input, createdAt: now, updatedAt: now })));
      await nextTurn();
    }
    return report;
  }

  private async write<Input extends object>(
    by: Actor,
    table: BulkTable,
    spool: RowSpool,
    rules: ImportRules<Input>,
    report: CsvReport,
    request: IdempotentRequest | undefined,
  ): Promise<ImportReportDto> {
    const insert = async (transaction: EntityManager): Promise<ImportReportDto> => {
      for await (const rows of spool.portions(ROWS_PER_STATEMENT)) {
        await table.insert(transaction, rows, this.quota?.resourceOf(rules.entity));
        await nextTurn();
      }
      await this.quota?.assertStorage(transaction);
      return answerOf(report, { dryRun: false, imported: report.rows });
    };
    try {
      return await this.writes.once(by, request, insert);
    } catch (error) {
      throw isUniqueViolation(error) ? new ImportOvertakenError() : error;
    }
  }

  private async roomFor<Input extends object>(rules: ImportRules<Input>): Promise<(rows: number) => void> {
    return (await this.quota?.roomFor(this.dataSource.manager, rules.entity)) ?? (() => undefined);
  }
}

function answerOf(report: CsvReport, done: Pick<ImportReportDto, 'dryRun' | 'imported'>): ImportReportDto {
  const { rows, refusedRows, refused } = report;
  return { ...done, rows, refusedRows, refused: [...refused] };
}

async function* inPortions<Input>(
  lines: AsyncGenerator<CheckedLine<Input>>,
  size: number,
): AsyncGenerator<CheckedLine<Input>[]> {
  let portion: CheckedLine<Input>[] = [];
  for await (const line of lines) {
    portion.push(line);
    if (portion.length < size) continue;
    yield portion;
    portion = [];
  }
  yield portion;
}
