import type { ServerResponse } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import type { NextFunction, Request, RequestHandler } from 'express';
import { LabelledCounter, MeasureSource } from '../common/index.js';
import { Settings } from '../config/index.js';
import { OverloadedError } from './http.errors.js';
import { LoopDelay } from './loop-delay.js';
import { OpenRequests } from './open-requests.js';

/** A moment's hold-up is none; one that has not ended once in so long is. In milliseconds. */
const STANDING_MS = 3000;
/** Whoever looks after this process must be able to ask it just then. */
const NEVER_SHED = /^\/(health|metrics)(\/|\?|$)/i;

type Reason = 'event-loop' | 'in-flight';

/**
 * Refuses new requests while this process cannot keep up, so that those it has taken on are answered: when more are in
 * flight than it may hold, or when the event loop has been late by more than the limit at every look for three seconds.
 */
@Injectable()
export class LoadShedding extends MeasureSource {
  private readonly logger = new Logger('LoadShedding');
  private readonly shed = new LabelledCounter<Reason>(
    'medadmin_requests_shed_total',
    'Requests refused because the process could not keep up, by reason.',
    'reason',
    ['event-loop', 'in-flight'],
  );
  override readonly measures = [this.shed];
  private lateSinceMs: number | undefined;
  private isBehind = false;

  constructor(
    private readonly settings: Settings,
    private readonly open: OpenRequests,
    loop: LoopDelay,
  ) {
    super();
    loop.onSample((lateMs, nowMs) => {
      this.look(lateMs, nowMs);
    });
  }

  /** Takes note of how late the event loop is. */
  look(lateMs: number, nowMs: number): void {
    if (lateMs <= this.settings.maxEventLoopDelayMs) this.lateSinceMs = undefined;
    else this.lateSinceMs ??= nowMs - lateMs;
    const wasBehind = this.isBehind;
    this.isBehind = this.lateSinceMs !== undefined && nowMs - this.lateSinceMs >= STANDING_MS;
    if (this.isBehind !== wasBehind) this.tell();
  }

  /** Middleware; passes an OverloadedError on for a request that is refused. */
  readonly admit: RequestHandler = (request: Request, _response: ServerResponse, next: NextFunction): void => {
    const reason = this.reason();
    if (reason === undefined || NEVER_SHED.test(request.url)) {
      next();
      return;
    }
    this.shed.increment(reason);
    next(new OverloadedError());
  };

  private reason(): Reason | undefined {
    if (this.isBehind) return 'event-loop';
    // The request that asks is one of them.
    return this.open.count > this.settings.maxRequestsInFlight ? 'in-flight' : undefined;
  }

  private tell(): void {
    if (this.isBehind) this.logger.warn('the event loop is late: new requests are refused');
    else this.logger.warn('the event loop is in time again');
  }
}
