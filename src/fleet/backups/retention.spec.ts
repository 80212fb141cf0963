import { describe, expect, it } from '@jest/globals';
import { outdated } from './retention.js';

const NOW = new Date('2026-11-27T12:00:00Z');
const HOUR_MS = 3_600_000;
const FEW = { daily: 2, weekly: 2, monthly: 3 };

type Given = Parameters<typeof outdated>[0][number];

let ids = 0;

function backup(createdAt: string, other: Partial<Given> = {}): Given {
  ids += 1;
  const date = new Date(createdAt);
  return { id: ids, createdAt: date, reason: 'scheduled', provedAt: date, problem: null, ...other };
}

/** Days of those that are kept. */
function kept(backups: readonly Given[], retention = FEW, now = NOW): string[] {
  const gone = new Set(outdated(backups, retention, now));
  return backups.filter((each) => !gone.has(each)).map(({ createdAt }) => createdAt.toISOString().slice(0, 16));
}

describe('retention', () => {
  it('keeps the last of each day, week and month, so many of each', () => {
    const daily = Array.from({ length: 120 }, (_, day) =>
      backup(new Date(NOW.getTime() - (day + 1) * 24 * HOUR_MS).toISOString()),
    );
    expect(kept(daily)).toEqual([
      '2026-11-26T12:00', // the newest: of its day, week and month
      '2026-11-25T12:00', // the day before
      '2026-11-22T12:00', // the week before, ended by Sunday
      '2026-10-31T12:00',
      '2026-09-30T12:00',
    ]);
  });

  it('keeps everything of the last day', () => {
    const hourly = Array.from({ length: 23 }, (_, hour) =>
      backup(new Date(NOW.getTime() - hour * HOUR_MS).toISOString()),
    );
    expect(kept(hourly)).toHaveLength(23);
  });

  it('counts days that have backups: a server that stood still for a year loses none', () => {
    const old = ['2025-01-02T00:00', '2025-01-01T00:00', '2024-05-01T00:00'].map((time) => backup(`${time}:00Z`));
    expect(kept(old)).toHaveLength(3);
  });

  it('never removes the last proved one, however old, nor what came after it', () => {
    const proved = backup('2025-01-01T00:00:00Z');
    const later = ['2025-06-01', '2025-07-01', '2025-07-01'].map((day) =>
      backup(`${day}T01:00:00Z`, { provedAt: null }),
    );
    expect(kept([...later, proved], { daily: 1, weekly: 0, monthly: 0 })).toHaveLength(4);
    expect(kept(later, { daily: 1, weekly: 0, monthly: 0 })).toHaveLength(3);
  });

  it('does not count one that something was found against, nor keep it when it is old', () => {
    const bad = backup('2026-11-20T11:00:00Z', { problem: 'damaged' });
    const good = backup('2026-11-20T10:00:00Z');
    const newest = backup('2026-11-27T10:00:00Z');
    expect(kept([newest, bad, good])).toEqual(['2026-11-27T10:00', '2026-11-20T10:00']);
  });

  it('keeps what somebody asked for as many days as daily ones, beside others of the same day', () => {
    const asked = backup('2026-11-25T13:00:00Z', { reason: 'requested' });
    const before = backup('2026-11-25T14:00:00Z', { reason: 'before-restore' });
    const scheduled = backup('2026-11-25T15:00:00Z');
    const old = backup('2026-11-25T11:00:00Z', { reason: 'requested' });
    expect(kept([scheduled, before, asked, old], { daily: 2, weekly: 1, monthly: 1 })).toHaveLength(3);
  });
});
