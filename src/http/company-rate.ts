import type { ServerResponse } from 'node:http';
import { Injectable, Optional } from '@nestjs/common';
import type { NextFunction, Request, RequestHandler } from 'express';
import { Counter, MeasureSource, RequestCompany } from '../common/index.js';
import { Settings } from '../config/index.js';
import { TooManyRequestsError } from './http.errors.js';

const MINUTE_MS = 60_000;
/** Sums of fractions of milliseconds are not exact: without it, the last request of a full minute is refused now and then. */
const ROUNDING_MS = 0.001;
/** Beyond that many companies those that have been quiet are forgotten. */
const COMPANIES_KEPT = 10_000;

/**
 * How many requests a company may send, over all its people: so many a minute on the average, and as many at once after a
 * quiet minute. Decided before the body is read. One number per company says when what it sent so far would have been due
 * at an even pace ("generic cell rate algorithm", ITU-T I.371).
 */
@Injectable()
export class CompanyRate extends MeasureSource {
  private readonly refused = new Counter(
    'medadmin_company_rate_refusals_total',
    'Requests refused because their company sent too many.',
  );
  override readonly measures = [this.refused];
  private readonly dueMs = new Map<number, number>();
  private readonly paceMs: number;
  private readonly isOn: boolean;

  constructor(
    settings: Settings,
    @Optional() private readonly company?: RequestCompany,
  ) {
    super();
    this.isOn = settings.rateLimit;
    this.paceMs = MINUTE_MS / settings.rateLimitCompanyPerMinute;
  }

  /** Middleware; passes a TooManyRequestsError on for a request that is too much. */
  readonly admit: RequestHandler = (request: Request, _response: ServerResponse, next: NextFunction): void => {
    const companyId = this.isOn ? this.company?.companyOf(request) : undefined;
    const waitMs = companyId === undefined ? 0 : this.take(companyId, performance.now());
    if (waitMs === 0) {
      next();
      return;
    }
    this.refused.increment();
    next(new TooManyRequestsError(waitMs / 1000));
  };

  /** Counts a request. @returns 0, or in how many milliseconds the company may send another. */
  take(companyId: number, nowMs: number): number {
    const dueMs = Math.max(this.dueMs.get(companyId) ?? 0, nowMs);
    const waitMs = dueMs + this.paceMs - nowMs - MINUTE_MS;
    if (waitMs > ROUNDING_MS) return waitMs;
    this.dueMs.set(companyId, dueMs + this.paceMs);
    if (this.dueMs.size > COMPANIES_KEPT) this.forgetQuiet(nowMs);
    return 0;
  }

  private forgetQuiet(nowMs: number): void {
    for (const [companyId, dueMs] of this.dueMs) if (dueMs <= nowMs) this.dueMs.delete(companyId);
  }
}
