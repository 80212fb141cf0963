export { differences } from './differences.js';
export { describePostgresSchema } from './postgres-schema.js';
export { FREEZE_TRIGGER, isFrozen, thawed } from './frozen-schema.js';
export { createIndex } from './index-sql.js';
export type { ReadStatement } from './postgres-schema.js';
export * from './schema-description.js';
export { describeSqliteSchema } from './sqlite-schema.js';
