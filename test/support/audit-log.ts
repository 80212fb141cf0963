import type { ApiClient } from './api-client.js';

export interface AuditLogEntry {
  readonly id: number;
  readonly at: string;
  readonly userId: number | null;
  readonly userName: string | null;
  readonly role: string | null;
  readonly supportAccessId: number | null;
  readonly requestId: string | null;
  readonly action: string;
  readonly record: string | null;
  readonly recordIds: string[];
  readonly recordCount: number;
  readonly fields: string[];
  readonly changes: Record<string, unknown[]> | null;
  readonly detail: Record<string, unknown> | null;
}

/** The log as the API gives it, oldest first. */
export async function auditLog(api: ApiClient, query = ''): Promise<AuditLogEntry[]> {
  const answer = await api.get<{ items: AuditLogEntry[] }>(`/api/audit?pageSize=100${query}`);
  if (answer.status !== 200) throw new Error(`the audit log answered ${answer.status}: ${answer.text}`);
  return [...answer.body.items].reverse();
}
