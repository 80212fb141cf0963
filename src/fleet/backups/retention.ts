import type { FleetBackup } from './backup.entity.js';
import { isProved } from './backup-registry.js';

/** Of how many days, weeks and months the last proved backup is kept. */
export interface Retention {
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
}

type Kept = Pick<FleetBackup, 'id' | 'createdAt' | 'reason' | 'provedAt' | 'problem'>;

const DAY_MS = 86_400_000;

/**
 * Which backups of one database are kept no longer. Days, weeks and months without a backup do not count, so that those
 * of a server that stood still for a year are kept. Kept in any case:
 * - what is younger than a day;
 * - the last proved one and all after it;
 * - what somebody asked for, or what a restore replaced, for as many days as daily ones are kept.
 * Those that were not proved count as none of a day, week or month.
 */
export function outdated<Backup extends Kept>(backups: readonly Backup[], retention: Retention, now: Date): Backup[] {
  const newestFirst = [...backups].sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || b.id - a.id);
  const proved = newestFirst.filter(isProved);
  const kept = new Set<number>([
    ...lastOfEach(proved, retention.daily, dayOf),
    ...lastOfEach(proved, retention.weekly, weekOf),
    ...lastOfEach(proved, retention.monthly, monthOf),
  ]);
  const lastProved = newestFirst.findIndex(isProved);
  // Without a proved one at all, everything is "after it".
  if (lastProved < 0) return [];
  return newestFirst.filter((backup, index) => {
    const ageMs = now.getTime() - backup.createdAt.getTime();
    const isAsked = backup.reason !== 'scheduled' && ageMs < retention.daily * DAY_MS;
    return !kept.has(backup.id) && !isAsked && ageMs >= DAY_MS && index > lastProved;
  });
}

function lastOfEach(newestFirst: readonly Kept[], count: number, periodOf: (date: Date) => string): number[] {
  const last = new Map<string, number>();
  for (const { id, createdAt } of newestFirst) {
    const period = periodOf(createdAt);
    if (last.size < count && !last.has(period)) last.set(period, id);
  }
  return [...last.values()];
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** By its Monday. */
function weekOf(date: Date): string {
  const daysSinceMonday = (date.getUTCDay() + 6) % 7;
  return dayOf(new Date(date.getTime() - daysSinceMonday * DAY_MS));
}

function monthOf(date: Date): string {
  return date.toISOString().slice(0, 7);
}
