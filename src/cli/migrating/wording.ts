import type { SweepEnd } from '../../fleet/index.js';

/** What is done, or tried: bringing databases up to date, or taking migrations back. */
export type Direction = 'migrate' | 'undo';

/** How it is done: in earnest, on copies, or not at all. */
export type Mode = 'run' | 'rehearsal' | 'plan';

export interface Wording {
  /** Of a company whose database changes: `2 migrations ${…}`. */
  readonly migrations: string;
  /** Of companies: `3 ${…}`. */
  readonly changed: string;
  readonly unchanged: string;
  readonly failed: string;
  /** What the summary ends with. */
  readonly after: string;
}

const UNCHANGED = { migrate: 'up to date', undo: 'unchanged' } as const;
const NOTHING = ' Nothing was changed.';

const WORDINGS: Readonly<Record<Mode, Readonly<Record<Direction, Omit<Wording, 'unchanged'>>>>> = {
  run: {
    migrate: { migrations: 'applied', changed: 'migrated', failed: 'failed', after: '' },
    undo: { migrations: 'taken back', changed: 'taken back', failed: 'failed', after: '' },
  },
  rehearsal: {
    migrate: { migrations: 'applied to a copy', changed: 'would be migrated', failed: 'would fail', after: NOTHING },
    undo: { migrations: 'taken back in a copy', changed: 'would be taken back', failed: 'would fail', after: NOTHING },
  },
  plan: {
    migrate: { migrations: 'to apply', changed: 'to migrate', failed: 'cannot be', after: NOTHING },
    undo: { migrations: 'to take back', changed: 'to take back', failed: 'cannot be', after: NOTHING },
  },
};

export function wordingOf(mode: Mode, direction: Direction): Wording {
  return { ...WORDINGS[mode][direction], unchanged: UNCHANGED[direction] };
}

/** Why companies were not reached. */
export const ENDS: Readonly<Record<SweepEnd, string>> = {
  complete: 'Ended',
  interrupted: 'Interrupted',
  canary: 'Stopped after the canaries',
  'max-failures': 'Stopped after too many failures',
};
