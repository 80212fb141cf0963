import { Alert, Badge, Button, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { PageProblem } from '../common/feedback/index.js';
import { formatDate } from '../common/format/index.js';
import { Page, PageLoading } from '../common/layout/index.js';
import { subscriptionQuery, useAccess } from '../session/index.js';
import type { Subscription } from '../session/index.js';
import { texts } from '../texts/index.js';
import { CancelDialog } from './CancelDialog.js';
import { PlanChoice } from './PlanChoice.js';
import { PayButtons } from './PayButtons.js';
import { UsagePanel } from './usage.js';
import { useSubscriptionActions } from './use-subscription-actions.js';

const route = getRouteApi('/clinic/subscription');
const labels = texts.subscription;
/** How often the page looks whether a payment has arrived. */
const LOOK_MS = 3_000;

/** The company's plan: what it allows, what is used, and how it changes. */
export function SubscriptionPage(): React.ReactNode {
  const { checkout } = route.useSearch();
  const {
    data: subscription,
    error,
    refetch,
  } = useQuery({
    ...subscriptionQuery,
    refetchInterval: ({ state }) => checkout === 'done' && state.data?.billedBy !== 'stripe' && LOOK_MS,
  });
  const { may } = useAccess();
  if (error && !subscription) return <PageProblem isWholePage error={error} retry={() => void refetch()} />;
  if (!subscription) return <PageLoading />;
  return (
    <Page title={labels.title}>
      <CameBack />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <CurrentPlan subscription={subscription} />
        <UsagePanel title={labels.usage} />
      </SimpleGrid>
      {may('changePlan') ? <PlanChoice subscription={subscription} /> : <Text c="dimmed">{labels.onlyOwner}</Text>}
    </Page>
  );
}

/** What came of a visit to the biller's page. The biller tells the server of a payment by itself, a moment later. */
function CameBack(): React.ReactNode {
  const { checkout } = route.useSearch();
  if (checkout === undefined) return null;
  return (
    <Alert variant="light" color={checkout === 'done' ? 'clinic' : 'yellow'} role="status">
      {checkout === 'done' ? labels.paid : labels.notPaid}
    </Alert>
  );
}

function CurrentPlan({ subscription }: { readonly subscription: Subscription }): React.ReactNode {
  const { plan, billingCycle, reason, access, pendingChange } = subscription;
  return (
    <Paper p="lg">
      <Stack h="100%">
        <Group justify="space-between">
          <Title order={2}>{labels.current}</Title>
          <Badge color={access === 'full' ? 'clinic' : 'red'}>{labels.states[reason]}</Badge>
        </Group>
        <div>
          <Text fz={28} fw={650} lh={1.2}>
            {plan.name}
          </Text>
          <Text c="dimmed">{labels.cycle[billingCycle]}</Text>
        </div>
        <Until subscription={subscription} />
        {pendingChange && (
          <Alert variant="light" role="status">
            {labels.pending(pendingChange.plan.name, formatDate(pendingChange.takesEffectAt))}
            {pendingChange.blockedBy.length > 0 && ` ${labels.exceedsHint}`}
          </Alert>
        )}
        <OwnerButtons subscription={subscription} />
      </Stack>
    </Paper>
  );
}

function Until({ subscription }: { readonly subscription: Subscription }): React.ReactNode {
  const { access, reason, daysLeft, cancelAtPeriodEnd, accessEndsAt, currentPeriodEndsAt } = subscription;
  if (access !== 'full') return <Text>{texts.access.why[reason]}</Text>;
  const end = formatDate(accessEndsAt ?? currentPeriodEndsAt);
  const sentence = cancelAtPeriodEnd
    ? labels.endsOn(end)
    : reason === 'trial'
      ? labels.trialEnds(end)
      : labels.renews(end);
  return (
    <Text>
      {sentence} {labels.daysLeft(texts.general.days(daysLeft))}.
    </Text>
  );
}

function OwnerButtons({ subscription }: { readonly subscription: Subscription }): React.ReactNode {
  const { may } = useAccess();
  const { reactivate, isBusy } = useSubscriptionActions();
  const [isCancelling, setCancelling] = useState(false);
  if (!may('changePlan')) return null;
  const { cancelAtPeriodEnd, access, status } = subscription;
  const canCancel = !cancelAtPeriodEnd && access === 'full' && status !== 'canceled';
  return (
    <Group mt="auto">
      <PayButtons subscription={subscription} />
      {cancelAtPeriodEnd && access === 'full' && (
        <Button onClick={reactivate} loading={isBusy}>
          {labels.reactivate}
        </Button>
      )}
      {canCancel && (
        <Button variant="default" onClick={() => setCancelling(true)}>
          {labels.cancel}
        </Button>
      )}
      {isCancelling && <CancelDialog subscription={subscription} onClose={() => setCancelling(false)} />}
    </Group>
  );
}
