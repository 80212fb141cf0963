export { MasterRestore } from './master-restore.js';
export type { RestoredMaster } from './master-restore.js';
export * from './restore.errors.js';
