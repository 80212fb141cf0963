import { ContextIdFactory } from '@nestjs/core';
import type { ContextId } from '@nestjs/core';
import type { NextFunction, Request, Response } from 'express';
import type { DataSource } from 'typeorm';
import type { CompanyAudit } from '../audit/index.js';
import type { CompanyQuota } from './quota/company-quota.js';
import { CompanyTurns } from './tenant-turns.js';

/** Answers the requests of one route. */
export type RouteHandler = (request: Request, response: Response, next: NextFunction) => Promise<unknown>;

/**
 * A company's place in the pool: its DI sub-tree and its DataSource, which live and end together. Whoever uses it holds
 * it; while `uses` is above zero it is neither closed nor dropped.
 */
export class TenantSlot {
  /** Key of the DI sub-tree. Nest keeps instances in weak maps by it, so dropping the slot drops the sub-tree. */
  readonly contextId: ContextId = ContextIdFactory.create();
  /** The routes' handlers made for this sub-tree, by a name of the route. */
  readonly handlers = new Map<string, RouteHandler>();
  uses = 0;
  /** Number of the last hold of any slot that was this one's: the lower, the longer it has not been used. */
  lastHold = 0;
  opening: Promise<DataSource> | undefined;
  readonly turns = new CompanyTurns();
  /** Of the open database. */
  quota: CompanyQuota | undefined;
  audit: CompanyAudit | undefined;

  constructor(readonly companyId: number) {}

  /** Open or being opened, and nobody uses it. */
  get isIdle(): boolean {
    return this.uses === 0 && this.opening !== undefined;
  }
}
