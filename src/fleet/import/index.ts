import { ArchiveImports } from './archive-imports.js';
import { Archives } from './archives.js';
import { TenantFilling } from './tenant-filling.js';

export { ArchiveImports } from './archive-imports.js';
export type { ImportedRows } from './archive-imports.js';
export { Archives, assertStorage } from './archives.js';
export type { OpenArchive } from './archives.js';
export * from './import.errors.js';
export { TenantFilling } from './tenant-filling.js';
export type { RowChange } from './tenant-filling.js';

/** What imports need of the module. */
export const IMPORT = {
  providers: [ArchiveImports, Archives, TenantFilling],
  exports: [ArchiveImports, Archives, TenantFilling],
};
