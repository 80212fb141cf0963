export * from './format.js';
export * from './zoned.js';
