import { TenantEncryption } from './tenant-encryption.js';

export * from './encryption.errors.js';
export { TenantEncryption } from './tenant-encryption.js';

/** What encryption needs of the module. */
export const ENCRYPTION = { providers: [TenantEncryption], exports: [TenantEncryption] };
