import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { ProblemFilter, validationPipe } from '../common/index.js';
import { HealthController } from './health.controller.js';
import { RateLimitGuard } from './rate-limit.js';
import { ReadinessState } from './readiness.js';

/** What every route has around it. */
@Global()
@Module({
  controllers: [HealthController],
  providers: [
    ReadinessState,
    RateLimitGuard,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useFactory: validationPipe },
  ],
  exports: [ReadinessState, RateLimitGuard],
})
export class HttpModule {}
