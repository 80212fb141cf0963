import { SegmentedControl, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { PageProblem } from '../common/feedback/index.js';
import { ButtonLink, PageLoading, useTitle } from '../common/layout/index.js';
import { texts } from '../texts/index.js';
import { PlanCard } from './PlanCard.js';
import { CYCLES, plansQuery } from './plans.js';
import type { Cycle, Plan } from './plans.js';

const route = getRouteApi('/public/subscription/plans');
const POPULAR = 'professional';

/** Plans and their prices, and where the free trial begins. */
export function PricingPage(): React.ReactNode {
  const { title, popular, trial, trialOf } = texts.pricing;
  const cycle: Cycle = route.useSearch().cycle ?? 'monthly';
  const { data: plans, error, refetch } = useQuery(plansQuery);
  useTitle(title);
  if (error && !plans) return <PageProblem isWholePage error={error} retry={() => void refetch()} />;
  if (!plans) return <PageLoading />;
  return (
    <Stack gap="xl">
      <Stack align="center" ta="center" gap="sm">
        <Title order={1}>{title}</Title>
        <Text c="dimmed">{introOf(plans)}</Text>
        <CycleSwitch cycle={cycle} />
      </Stack>
      <SimpleGrid cols={{ base: 1, md: 3 }} spacing="lg">
        {plans.map((plan) => (
          <PlanCard key={plan.code} plan={plan} cycle={cycle} badge={plan.code === POPULAR ? popular : undefined}>
            <ButtonLink
              to="/subscription/register/"
              search={{ plan: plan.code, ...(cycle === 'yearly' && { cycle }) }}
              variant={plan.code === POPULAR ? 'filled' : 'light'}
              size="md"
              mt="auto"
              aria-label={trialOf(plan.name)}
            >
              {trial}
            </ButtonLink>
          </PlanCard>
        ))}
      </SimpleGrid>
    </Stack>
  );
}

function introOf([plan]: readonly Plan[]): string {
  const { intro, introWithoutTrial, empty } = texts.pricing;
  if (plan === undefined) return empty;
  return plan.trialDays > 0 ? intro(texts.general.days(plan.trialDays)) : introWithoutTrial;
}

function CycleSwitch({ cycle }: { readonly cycle: Cycle }): React.ReactNode {
  const navigate = route.useNavigate();
  const { cycle: label } = texts.pricing;
  return (
    <SegmentedControl
      aria-label={label}
      value={cycle}
      data={CYCLES}
      onChange={(chosen) => void navigate({ search: chosen === 'yearly' ? { cycle: 'yearly' } : {}, replace: true })}
    />
  );
}
