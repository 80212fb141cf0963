export { Metrics } from './metrics.js';
export { MetricsServer } from './metrics-server.js';
export { ObservabilityModule } from './observability.module.js';
export { Traces } from './traces.js';
