import { Global, Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { ProblemFilter, validationPipe } from '../common/index.js';
import type { ReadinessCheck } from '../common/index.js';
import { HealthController } from './health.controller.js';
import { CompanyRate } from './company-rate.js';
import { LoadShedding } from './load-shedding.js';
import { LoopDelay } from './loop-delay.js';
import { OpenRequests } from './open-requests.js';
import { RateLimitGuard } from './rate-limit.js';
import { ReadinessState } from './readiness.js';
import { RequestMeasures } from './request-measures.js';
import { SlowReaders } from './slow-readers.js';

/** What this folder measures. */
export const HTTP_MEASURES = [RequestMeasures, LoopDelay, LoadShedding, CompanyRate, SlowReaders];

/** What every route has around it. */
@Global()
@Module({})
export class HttpModule {
  /** @param readinessChecks what must be in order for this process to be sent requests; provided by global modules. */
  static forRoot({ readinessChecks }: { readonly readinessChecks: readonly Type<ReadinessCheck>[] }): DynamicModule {
    return {
      module: HttpModule,
      controllers: [HealthController],
      providers: [
        {
          provide: ReadinessState,
          inject: [...readinessChecks],
          useFactory: (...checks: readonly ReadinessCheck[]) => new ReadinessState(checks),
        },
        RateLimitGuard,
        OpenRequests,
        ...HTTP_MEASURES,
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useFactory: validationPipe },
      ],
      exports: [ReadinessState, RateLimitGuard, ...HTTP_MEASURES],
    };
  }
}
