const MINUTE_MS = 60_000;

/** Who has done nothing for so long is signed out: in a clinic, screens are left alone among strangers. */
export const IDLE_MS = 15 * MINUTE_MS;
/** For so long before that, the page warns. */
export const WARNING_MS = MINUTE_MS;
/** The server ends sessions that were not renewed for 17 minutes; whoever is busy is renewed within two. */
export const RENEWAL_MS = 90_000;

export interface Moments {
  readonly now: number;
  readonly lastActive: number;
  readonly lastRenewal: number;
}

export interface IdleState {
  readonly kind: 'active' | 'warning' | 'over';
  /** Until the end, in milliseconds. */
  readonly leftMs: number;
  /** Whether the session should be renewed, because somebody did something since it was. */
  readonly isRenewalDue: boolean;
}

/** What follows from when somebody last did something. */
export function idleState({ now, lastActive, lastRenewal }: Moments): IdleState {
  const leftMs = lastActive + IDLE_MS - now;
  const kind = leftMs <= 0 ? 'over' : leftMs <= WARNING_MS ? 'warning' : 'active';
  const isRenewalDue = kind !== 'over' && lastActive > lastRenewal && now - lastRenewal >= RENEWAL_MS;
  return { kind, leftMs, isRenewalDue };
}
