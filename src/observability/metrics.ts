import { Injectable } from '@nestjs/common';
import type { Registry } from 'prom-client';
import type { Measure } from '../common/index.js';

/** All that is measured, as Prometheus reads it. */
@Injectable()
export class Metrics {
  private registry: Promise<Registry> | undefined;

  constructor(private readonly measures: readonly Measure[]) {}

  /** The figures of this moment, in Prometheus's text format, and its media type. */
  async read(): Promise<{ readonly text: string; readonly contentType: string }> {
    this.registry ??= registryOf(this.measures);
    const registry = await this.registry;
    return { text: await registry.metrics(), contentType: registry.contentType };
  }
}

/** Loaded when somebody asks for the first time: most starts are not watched by anybody. */
async function registryOf(measures: readonly Measure[]): Promise<Registry> {
  const { default: prometheus } = await import('prom-client');
  const registry = new prometheus.Registry();
  // Memory, CPU, descriptors, garbage collection.
  prometheus.collectDefaultMetrics({ register: registry });
  for (const measure of measures) registry.registerMetric(metricOf(measure) as never);
  return registry;
}

/** What a registry asks of a metric; it never writes to ours. */
function metricOf(measure: Measure): object {
  const { name, help, kind } = measure;
  return {
    name,
    help,
    type: kind,
    get: async () => ({ name, help, type: kind, aggregator: 'sum', values: await measure.samples() }),
  };
}
