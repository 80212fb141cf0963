import { Injectable, Logger } from '@nestjs/common';
import pLimit from 'p-limit';
import { isoTime, ProblemError } from '../../common/index.js';
import { DatabaseEngine } from '../../database/index.js';
import type { ReadValue } from '../../database/index.js';
import { TenantDirectory, TenantGate, tenantPages, TenantSchema } from '../../tenancy/index.js';
import type { Tenant, TenantReport } from '../../tenancy/index.js';
import { Operations } from '../operations/index.js';
import type { OperationActor } from '../operations/index.js';
import type { ReportDto, ReportGapDto, ReportQuery, ReportRowDto } from './report.dto.js';
import { reportValues } from './report-values.js';
import { UnknownReportError } from './reports.errors.js';

/** Companies that are read at the same time, by all reports of a process together. */
const AT_ONCE = 4;
/** Longest time for one company, in milliseconds. */
const COMPANY_MS = 5_000;
/** Companies that did not answer and are told by name; of the others it is told how many they are. */
const MOST_NAMED = 100;
const DEFAULT_ROWS = 1_000;
const DEFAULT_SECONDS = 20;

interface Run {
  readonly report: TenantReport;
  readonly values: Readonly<Record<string, ReadValue>>;
  readonly maxRows: number;
  readonly endsMs: number;
  readonly rows: ReportRowDto[];
  readonly notAnswered: ReportGapDto[];
  /** Those that did not answer and are not named. */
  unnamed: number;
  answered: number;
  isCut: boolean;
}

/** Asks all companies' databases one of the questions that clinic models declare. */
@Injectable()
export class Reports {
  private readonly logger = new Logger('Reports');
  private readonly turns = pLimit(AT_ONCE);

  constructor(
    private readonly schema: TenantSchema,
    private readonly directory: TenantDirectory,
    private readonly gate: TenantGate,
    private readonly engine: DatabaseEngine,
    private readonly operations: Operations,
  ) {}

  get all(): readonly TenantReport[] {
    return this.schema.reports;
  }

  /**
   * What those answer who do so in time, and who does not. It is told in the log of operations.
   * @throws UnknownReportError, ValidationError.
   */
  async run(
    { name, parameters, maxRows, seconds = DEFAULT_SECONDS }: ReportQuery,
    actor: OperationActor,
  ): Promise<ReportDto> {
    const report = this.all.find((each) => each.name === name);
    if (report === undefined) throw new UnknownReportError();
    const startedMs = performance.now();
    const run: Run = {
      ...{ report, values: reportValues(report, parameters), maxRows: maxRows ?? DEFAULT_ROWS },
      ...{ endsMs: startedMs + seconds * 1000, rows: [], notAnswered: [], unnamed: 0, answered: 0, isCut: false },
    };
    const detail = { report: name, parameters: parameters ?? null };
    await this.operations.run({ kind: 'report', company: null, actor, detail }, async (operation) => {
      await operation.step(name);
      await this.askAll(run);
    });
    const { rows, isCut, answered, notAnswered, unnamed: notAnsweredMore } = run;
    rows.sort(byCompany);
    notAnswered.sort(byCompany);
    const tookMs = Math.round(performance.now() - startedMs);
    return { name, columns: [...report.columns], rows, isCut, answered, notAnswered, notAnsweredMore, tookMs };
  }

  /** Page by page, so that a million companies need not all wait in memory. */
  private async askAll(run: Run): Promise<void> {
    for await (const page of tenantPages(this.directory)) {
      if (run.notAnswered.length === MOST_NAMED && performance.now() >= run.endsMs) {
        // There is nothing more to tell of the others than how many they are.
        run.unnamed = Math.max(0, (await this.directory.count()) - run.answered - MOST_NAMED);
        return;
      }
      await Promise.all(page.map((tenant) => this.turns(() => this.ask(run, tenant))));
    }
  }

  private async ask(run: Run, tenant: Tenant): Promise<void> {
    const { companyId, slug: company, database } = tenant;
    await this.gate.settled(companyId);
    const leftMs = run.endsMs - performance.now();
    const room = run.maxRows - run.rows.length;
    if (leftMs <= 0) return void tellGap(run, { companyId, company, code: 'not-reached' });
    try {
      const refusal = this.gate.refusal(companyId);
      if (refusal !== undefined) throw refusal;
      const { sql, columns } = run.report;
      const limits = { maxRows: Math.max(0, room), timeoutMs: Math.min(COMPANY_MS, leftMs) };
      const { rows, isCut } = await this.engine.reads.read(database, companyId, { sql, values: run.values, ...limits });
      run.answered += 1;
      const left = Math.max(0, run.maxRows - run.rows.length);
      run.isCut ||= isCut || rows.length > left;
      for (const row of rows.slice(0, left)) {
        run.rows.push({ companyId, company, values: columns.map((column) => told(row[column])) });
      }
    } catch (error) {
      const code = error instanceof ProblemError ? error.code : 'internal-error';
      if (tellGap(run, { companyId, company, code }))
        this.logger.warn({ detail: 'A company did not answer a report', report: run.report.name, companyId, code });
    }
  }
}

/** @returns whether the company is named. */
function tellGap(run: Run, gap: ReportGapDto): boolean {
  const isNamed = run.notAnswered.length < MOST_NAMED;
  if (isNamed) run.notAnswered.push(gap);
  else run.unnamed += 1;
  return isNamed;
}

function told(value: unknown): string | number | null {
  if (value instanceof Date) return isoTime(value);
  return typeof value === 'number' || typeof value === 'string' ? value : null;
}

const byCompany = (one: { companyId: number }, other: { companyId: number }): number => one.companyId - other.companyId;
