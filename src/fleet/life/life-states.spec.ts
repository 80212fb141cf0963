import { describe, expect, it } from '@jest/globals';
import { IllegalLifeStepError } from './life.errors.js';
import { assertLegal, LIFE_STATES, LIFE_STEPS, lifeState } from './life-states.js';
import type { LifeFacts, LifeState, LifeStep } from './life-states.js';

const ERASE_AT = new Date('2026-12-24T08:00:00Z');
const FACTS: Readonly<Record<LifeState, LifeFacts>> = {
  active: { status: 'active', eraseAt: null },
  suspended: { status: 'suspended', eraseAt: null },
  closing: { status: 'active', eraseAt: ERASE_AT },
  erasing: { status: 'erasing', eraseAt: null },
};

describe('the states of a company', () => {
  it('follow from its row', () => {
    for (const state of LIFE_STATES) expect(lifeState(FACTS[state])).toBe(state);
    expect(lifeState({ status: 'suspended', eraseAt: ERASE_AT })).toBe('closing');
    expect(lifeState({ status: 'erasing', eraseAt: ERASE_AT })).toBe('erasing');
  });

  it('allow what is in the table, and answer 409 to the rest', () => {
    let refused = 0;
    for (const step of Object.keys(LIFE_STEPS) as LifeStep[]) {
      for (const state of LIFE_STATES) {
        const legal: readonly LifeState[] = LIFE_STEPS[step];
        if (legal.includes(state)) expect(() => assertLegal(step, FACTS[state])).not.toThrow();
        else {
          refused += 1;
          expect(() => assertLegal(step, FACTS[state])).toThrow(IllegalLifeStepError);
          expect(new IllegalLifeStepError(step, state).status).toBe(409);
        }
      }
    }
    expect(refused).toBeGreaterThan(10);
  });
});
