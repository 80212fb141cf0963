import { IllegalLifeStepError } from './life.errors.js';

/** `closing`: to be erased, readable until then. `erasing`: being removed for ever. */
export const LIFE_STATES = ['active', 'suspended', 'closing', 'erasing'] as const;
export type LifeState = (typeof LIFE_STATES)[number];

/**
 * Everything that operators and owners do to a company, and in which states it may be done. Switching off what is off, or
 * on what is on, is fine: it changes nothing.
 */
export const LIFE_STEPS = {
  suspend: ['active', 'suspended'],
  activate: ['active', 'suspended'],
  rename: ['active', 'suspended'],
  clone: ['active', 'suspended'],
  fill: ['active'],
  delete: ['active', 'suspended'],
  undelete: ['closing'],
  // Once begun it can be gone on with.
  erase: ['active', 'suspended', 'closing', 'erasing'],
} as const satisfies Record<string, readonly LifeState[]>;

export type LifeStep = keyof typeof LIFE_STEPS;

/** What a company's row says about its life. */
export interface LifeFacts {
  readonly status: string;
  readonly eraseAt: Date | null;
}

/** Pure. A company that is being registered has no life yet: nobody asks. */
export function lifeState({ status, eraseAt }: LifeFacts): LifeState {
  if (status === 'erasing') return 'erasing';
  if (eraseAt !== null) return 'closing';
  return status === 'suspended' ? 'suspended' : 'active';
}

/** @throws IllegalLifeStepError when it may not be done in the company's present state. */
export function assertLegal(step: LifeStep, facts: LifeFacts): void {
  const state = lifeState(facts);
  const legal: readonly LifeState[] = LIFE_STEPS[step];
  if (!legal.includes(state)) throw new IllegalLifeStepError(step, state);
}
