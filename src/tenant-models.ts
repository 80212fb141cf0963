import type { TenantModel } from './tenancy/index.js';

export const TENANT_MODELS: readonly TenantModel[] = [];
