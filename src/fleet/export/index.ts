import { ExportController } from './export.controller.js';
import { ExportTurns } from './export-turns.js';
import { TenantExports } from './tenant-exports.js';

export * from './export.errors.js';
export { TenantExports } from './tenant-exports.js';
export type { TenantExport } from './tenant-exports.js';
export type { ExportedCompany } from './export-manifest.js';

/** What exports need of the module. */
export const EXPORT = {
  controllers: [ExportController],
  providers: [ExportTurns, TenantExports],
  exports: [TenantExports],
};
