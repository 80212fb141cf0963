import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf } from '../api/index.js';
import type { Schemas } from '../api/index.js';
import { showDone, showProblem } from '../common/feedback/index.js';
import { formatDate } from '../common/format/index.js';
import { api, meQuery, subscriptionQuery } from '../session/index.js';
import { texts } from '../texts/index.js';
import { usageQuery } from './usage.js';

type State = Schemas['SubscriptionState'];
const labels = texts.subscription;

/** What an owner does with the subscription; each is told. */
export function useSubscriptionActions() {
  const queries = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const run = (call: () => Promise<State>, done: (state: State) => string): Promise<boolean> => {
    setBusy(true);
    return call()
      .then(async (state) => {
        queries.setQueryData(subscriptionQuery.queryKey, state);
        await Promise.all([usageQuery, meQuery].map(({ queryKey }) => queries.invalidateQueries({ queryKey })));
        showDone(done(state));
        return true;
      })
      .catch((error: unknown) => {
        showProblem(error);
        return false;
      })
      .finally(() => setBusy(false));
  };
  return {
    isBusy,
    change: (body: Schemas['ChangePlan']) =>
      run(
        () => answerOf(api.POST('/api/subscription/change-plan', { body })),
        ({ plan, pendingChange }) =>
          pendingChange ? labels.changeWaits(formatDate(pendingChange.takesEffectAt)) : labels.changed(plan.name),
      ),
    cancel: () =>
      run(
        () => answerOf(api.POST('/api/subscription/cancel')),
        () => labels.canceled,
      ),
    reactivate: () =>
      void run(
        () => answerOf(api.POST('/api/subscription/reactivate')),
        () => labels.reactivated,
      ),
  };
}
