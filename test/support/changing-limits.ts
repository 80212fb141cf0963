import { afterEach, beforeEach, jest } from '@jest/globals';

/** Limits of a company's plan that a test changes as it goes; every test begins without any. */
export interface ChangingLimits extends Record<string, number | null> {
  doctors: number | null;
  patients: number | null;
  storageBytes: number | null;
}

/** @returns limits for the tests of this file, which leave no spies behind either. */
export function changingLimits(): ChangingLimits {
  const none = { doctors: null, patients: null, storageBytes: null };
  const limits: ChangingLimits = { ...none };
  beforeEach(() => {
    Object.assign(limits, none);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  return limits;
}
