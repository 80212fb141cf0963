import { namedValues } from '../common/index.js';
import type { Actor } from '../common/index.js';

/** What the audit log tells of. */
export const AUDIT_ACTIONS = namedValues('AuditAction', [
  'read',
  'list',
  'create',
  'update',
  'delete',
  'import',
  'export',
  'sign-in',
  'sign-in-failed',
  'password-changed',
  'second-factor-changed',
  'second-factor-rule-changed',
  'person-joined',
  'person-changed',
  'person-removed',
  'person-left',
  'invitation-sent',
  'invitation-revoked',
  'refused',
  'backup',
  'restore',
  'clone',
  'company-renamed',
  'company-moved',
  'company-suspended',
  'company-activated',
  'company-deleted',
  'company-undeleted',
  'support-requested',
  'support-approved',
  'support-entered',
  'support-ended',
  'support-rule-changed',
  'purge',
]);
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Something that happened to a company's data, or to who may reach them. */
export interface AuditEvent {
  readonly actor: Actor;
  readonly action: AuditAction;
  /** Table of the records; absent: it is about none. */
  readonly table?: string | undefined;
  /** Numbers of the records. */
  readonly ids?: readonly (number | string)[];
  /** How many records, where their numbers do not say it. */
  readonly count?: number;
  /** What else is to be known: names, codes, numbers. Never a value of a record, unless it was protected. */
  readonly detail?: Readonly<Record<string, unknown>> | undefined;
}

/** The columns of an entry after its number, in the order in which they are hashed. Text and whole numbers only. */
export const ENTRY_COLUMNS = [
  'at',
  'user_id',
  'role',
  'support_access_id',
  'address',
  'device',
  'request_id',
  'action',
  'record_table',
  'record_id',
  'record_ids',
  'record_count',
  'detail',
] as const;

/** The values of these columns. */
export type EntryValues = readonly (string | number | null)[];

/** More numbers than a list can show are written as ranges. */
const LISTED_IDS = 100;

/** @param at when it happened. */
export function entryValues(event: AuditEvent, at: Date): EntryValues {
  const { actor, action, table = null, ids = [], detail } = event;
  return [
    at.toISOString(),
    actor.userId,
    actor.role,
    actor.supportAccessId,
    actor.address,
    actor.device,
    actor.requestId,
    action,
    table,
    ids.length === 1 ? String(ids[0]) : null,
    ids.length > 1 ? `,${(ids.length > LISTED_IDS ? ranges(ids) : ids).join()},` : null,
    event.count ?? ids.length,
    detail === undefined ? null : JSON.stringify(detail),
  ];
}

/** 1, 2, 3, 7 → 1-3, 7. */
function ranges(ids: readonly (number | string)[]): string[] {
  const found: [number, number][] = [];
  for (const id of ids.map(Number).sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last !== undefined && id <= last[1] + 1) last[1] = id;
    else found.push([id, id]);
  }
  return found.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`));
}
