import { CellSealing } from './cell-sealing.js';
import { TenantEncryption } from './tenant-encryption.js';

export { CellSealing } from './cell-sealing.js';
export * from './encryption.errors.js';
export { TenantEncryption } from './tenant-encryption.js';

/** What encryption needs of the module. */
export const ENCRYPTION = { providers: [CellSealing, TenantEncryption], exports: [TenantEncryption] };
