import { ConflictError } from '../../common/index.js';

const STATE_WORDS: Readonly<Record<string, string>> = {
  active: 'in use',
  suspended: 'suspended',
  closing: 'to be deleted',
  erasing: 'being removed',
};

/** What was asked for is not possible in the company's present state. */
export class IllegalLifeStepError extends ConflictError {
  constructor(
    readonly step: string,
    readonly state: string,
  ) {
    super('company-state', `${step} is not possible while the company is ${STATE_WORDS[state] ?? state}.`, {
      extensions: { step, state },
    });
  }
}
