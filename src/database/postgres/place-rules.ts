import type { PlaceRule } from './user-connections.js';

/**
 * Whoever has connections, all in use, gets one of them back in a moment, as a rule. To open one more in another's place takes
 * longer, and the other will want it again.
 */
export const PATIENCE_MS = 100;
/** Whoever has waited for so long may have nothing but slow work before him. */
const LONG_MS = 2_000;
/**
 * Whoever has some takes nobody's last one sooner after the one before. With as many busy databases as places, one slow moment
 * in which all wait would have all do nothing but connect, which takes so much of the server that they go on waiting.
 */
const PAUSE_MS = 250;

/**
 * Whoever has none needs one. What is left of a crowd is ended before anybody's last one: where databases are used one after the
 * other, the last one that was not used for longest is the one that is wanted next.
 */
const NONE: readonly PlaceRule[] = [
  { which: 'spare', unusedMs: 100 },
  { which: 'last', unusedMs: 1_000 },
  { which: 'spare', unusedMs: 0 },
  { which: 'last', unusedMs: 0 },
];
const SPARE: PlaceRule = { which: 'spare', unusedMs: 1_000 };
const SOME: readonly PlaceRule[] = [SPARE, { which: 'last', unusedMs: 10_000 }];
const SOME_FOR_LONG: readonly PlaceRule[] = [SPARE, { which: 'last', unusedMs: 1_000 }];

/** Who looks for a place. */
export interface PlaceSeeker {
  /** Connections that it has, all in use. */
  readonly count: number;
  readonly waitedMs: number;
  /** For so long nobody with connections has taken anybody's last one. */
  readonly quietMs: number;
}

/** Whose place may be taken, the first rule before the next. */
export function rulesFor({ count, waitedMs, quietMs }: PlaceSeeker): readonly PlaceRule[] {
  if (count === 0) return NONE;
  if (waitedMs < PATIENCE_MS) return [];
  if (quietMs < PAUSE_MS) return [SPARE];
  return waitedMs < LONG_MS ? SOME : SOME_FOR_LONG;
}
