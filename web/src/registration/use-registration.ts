import { answerOf } from '../api/index.js';
import type { Schemas } from '../api/index.js';
import { ownTimeZone, useServerForm } from '../common/forms/index.js';
import type { ServerForm } from '../common/forms/index.js';
import { api, signedIn } from '../session/index.js';

export type Registration = Required<Schemas['Register']>;
type Choice = Pick<Registration, 'planCode' | 'billingCycle'>;

/** The form of a new clinic. @param done called when its owner is signed in. */
export function useRegistration(choice: Choice, done: () => Promise<unknown>): ServerForm<Registration> {
  return useServerForm<Registration>({
    initialValues: {
      companyName: '',
      companyEmail: '',
      phone: '',
      firstName: '',
      lastName: '',
      username: '',
      email: '',
      password: '',
      timeZone: ownTimeZone(),
      ...choice,
    },
    send: async (values) => {
      signedIn(await answerOf(api.POST('/api/auth/register', { body: values })));
      await done();
    },
  });
}
