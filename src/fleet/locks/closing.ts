import type { TenantOperation } from '../ledger/fleet-tenant.entity.js';

const CLOSING: ReadonlySet<TenantOperation> = new Set([
  'migrate',
  'repair',
  'restore',
  'rename',
  'delete',
  'move',
  'encrypt',
] satisfies TenantOperation[]);

/** Whether no server may have a company open while this is done to it. */
export function closesTenant(operation: TenantOperation): boolean {
  return CLOSING.has(operation);
}
