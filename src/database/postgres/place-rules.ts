import type { PlaceRule } from './user-connections.js';

/**
 * Whoever has connections, all in use, gets one of them back in a moment, as a rule. To open one more in another's place takes
 * longer, and the other will want it again.
 */
const PATIENCE_MS = 100;
/** Whoever has waited for so long may have nothing but slow work before him. */
const LONG_MS = 2_000;

/**
 * Whoever has none needs one. What is left of a crowd is ended before anybody's last one, unless that was forgotten: the last
 * one that was not used for longest is, where databases are used one after the other, the one that is wanted next.
 */
const NONE: readonly PlaceRule[] = [
  { which: 'spare', unusedMs: 10_000 },
  { which: 'last', unusedMs: 10_000 },
  { which: 'spare', unusedMs: 100 },
  { which: 'last', unusedMs: 1_000 },
  { which: 'spare', unusedMs: 0 },
  { which: 'last', unusedMs: 0 },
];
/**
 * Whoever has some takes nobody's last one while that may be in use. With as many busy databases as places, one slow moment in
 * which all wait would have all do nothing but connect, which takes so much of the server that they go on waiting.
 */
const SOME: readonly PlaceRule[] = [
  { which: 'spare', unusedMs: 1_000 },
  { which: 'last', unusedMs: 10_000 },
];
const SOME_FOR_LONG: readonly PlaceRule[] = [...SOME, { which: 'last', unusedMs: 1_000 }];

/** Whose place may be taken by a user who has so many connections, all in use, and has waited for so many milliseconds. */
export function rulesFor(count: number, waitedMs: number): readonly PlaceRule[] {
  if (count === 0) return NONE;
  if (waitedMs < PATIENCE_MS) return [];
  return waitedMs < LONG_MS ? SOME : SOME_FOR_LONG;
}
