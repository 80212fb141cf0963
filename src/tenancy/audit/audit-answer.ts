import type { AuditAction, AuditKeys } from '../../audit/index.js';
import type { AuditEntryDto } from './audit-entry.dto.js';

/** A row of `audit_entry` as databases give it, but for its hash. */
export interface AuditRow {
  readonly seq: number;
  readonly at: string;
  readonly user_id: number | null;
  readonly role: string | null;
  readonly support_access_id: number | null;
  readonly address: string | null;
  readonly device: string | null;
  readonly request_id: string | null;
  readonly action: AuditAction;
  readonly record_table: string | null;
  readonly record_id: string | null;
  readonly record_ids: string | null;
  readonly record_count: number;
  readonly detail: string | null;
}

interface Detail extends Record<string, unknown> {
  readonly fields?: string[];
  readonly encrypted?: string;
  readonly hashed?: Record<string, readonly unknown[]>;
}

/** An entry as the API answers it. */
export function auditAnswer(row: AuditRow, names: ReadonlyMap<number, string>, keys: AuditKeys): AuditEntryDto {
  const parsed = row.detail === null ? {} : (JSON.parse(row.detail) as Detail);
  const { fields = [], encrypted, hashed, ...detail } = parsed;
  return {
    id: row.seq,
    at: row.at,
    userId: row.user_id,
    userName: row.user_id === null ? null : (names.get(row.user_id) ?? null),
    role: row.role,
    supportAccessId: row.support_access_id,
    address: row.address,
    device: row.device,
    requestId: row.request_id,
    action: row.action,
    record: row.record_table,
    recordIds: row.record_id === null ? (row.record_ids ?? '').split(',').filter(Boolean) : [row.record_id],
    recordCount: row.record_count,
    fields,
    // Null for what does not decrypt: `verify-audit` tells what was tampered with, and the rest can still be read.
    changes: (encrypted === undefined ? hashed : keys.reveal(encrypted)) ?? null,
    detail: Object.keys(detail).length === 0 ? null : detail,
  };
}
