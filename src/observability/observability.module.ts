import { Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import type { Measure, MeasureSource } from '../common/index.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsServer } from './metrics-server.js';
import { Metrics } from './metrics.js';
import { Traces } from './traces.js';

export interface ObservabilityOptions {
  /** What the folders measure of the whole process. */
  readonly measures: readonly Measure[];
  /** What has measures of its own; provided by global modules. */
  readonly sources: readonly Type<MeasureSource>[];
}

/** Tells those who watch the machines what this process does. */
@Module({})
export class ObservabilityModule {
  /** Once, in app.module.ts. */
  static forRoot({ measures, sources }: ObservabilityOptions): DynamicModule {
    return {
      module: ObservabilityModule,
      controllers: [MetricsController],
      providers: [
        {
          provide: Metrics,
          inject: [...sources],
          useFactory: (...found: readonly MeasureSource[]) =>
            new Metrics([...measures, ...found.flatMap((source) => source.measures)]),
        },
        MetricsServer,
        Traces,
      ],
    };
  }
}
