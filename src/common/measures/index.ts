export { Counter, LabelledCounter } from './counter.js';
export { DurationMeasure, Durations } from './durations.js';
export { Gauge, ReadGauge } from './gauge.js';
export { Measure, MeasureSource } from './measure.js';
export type { Sample } from './measure.js';
