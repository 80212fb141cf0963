import { formatNumber } from '../../common/format/index.js';
import { texts } from '../../texts/index.js';
import type { AuditEntry } from './activity-api.js';

const labels = texts.activity;
const FEW = 3;

export function actionName({ action }: Pick<AuditEntry, 'action'>): string {
  return labels.actions[action] ?? action;
}

/** Who did it; accounts that are gone have a number only. */
export function personName({ userId, userName }: AuditEntry): string {
  return userId === null ? labels.program : (userName ?? labels.gone(formatNumber(userId)));
}

export function roleName(role: string | null): string | null {
  if (role === null) return null;
  return role === 'superuser' ? labels.superuser : (texts.settings.people.roles[role] ?? role);
}

/** What the records of an entry are called: `patients_patient` is of the patients. */
export function kindName(record: string): string {
  const model = record.split('_')[0] ?? record;
  return texts.backups.kinds[model] ?? record;
}

/** Which records an entry is about: a few by number, many by how many they are. */
export function recordsOf({ record, recordIds, recordCount }: AuditEntry): string {
  if (record === null) return '';
  const kind = kindName(record);
  if (recordIds.length === 0) return recordCount === 0 ? kind : labels.many(formatNumber(recordCount), kind);
  return recordIds.length > FEW
    ? labels.many(formatNumber(recordCount), kind)
    : labels.records(kind, recordIds.join(', '));
}

/** A value as it was, or as it is. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return texts.general.none;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : JSON.stringify(value);
}
