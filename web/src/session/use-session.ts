import { queryOptions, useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { answerOf } from '../api/index.js';
import type { Schemas } from '../api/index.js';
import { api } from './session-api.js';
import { may } from './may.js';
import type { Identity } from './me.js';

export type Subscription = Schemas['SubscriptionState'];

/** What the company may do at the moment. */
export const subscriptionQuery = queryOptions({
  queryKey: ['subscription'],
  staleTime: 60_000,
  queryFn: () => answerOf(api.GET('/api/subscription')),
});

/** Who is signed in, for all pages behind the sign-in. */
export const MeContext = createContext<Identity | undefined>(undefined);

/** Who is signed in. Only for pages behind the sign-in. */
export function useMe(): Identity {
  const me = useContext(MeContext);
  if (me === undefined) throw new Error('a page behind the sign-in stands before it');
  return me;
}

/** The time zone that times are shown in: the clinic's; for superusers that of their computer. */
export function useTimeZone(): string | undefined {
  return useMe().company?.timeZone;
}

export function useSubscription(): Subscription | undefined {
  const { company } = useMe();
  return useQuery({ ...subscriptionQuery, enabled: company !== null }).data;
}

/** What is no matter of support, whatever role it was given. */
const NOT_FOR_SUPPORT: readonly Parameters<typeof may>[1][] = ['previewPlan', 'changePlan', 'exportLists'];

/** What whoever is signed in may do: by their role, and by what the subscription allows. */
export function useAccess(): {
  /** Whether clinic data can be changed. */
  readonly canWrite: boolean;
  /** Whether anything else can: people, settings, the subscription. Nothing of it is open to support. */
  readonly canManage: boolean;
  readonly may: (right: Parameters<typeof may>[1]) => boolean;
} {
  const { user, visit } = useMe();
  const isOpen = useSubscription()?.access === 'full';
  return {
    canWrite: isOpen && (visit === undefined || visit.canWrite),
    canManage: isOpen && visit === undefined,
    may: (right) => may(user.role, right) && !(visit && NOT_FOR_SUPPORT.includes(right)),
  };
}
