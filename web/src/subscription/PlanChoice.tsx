import { Button, SegmentedControl, SimpleGrid, Stack, Group, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PlanCard } from '../pricing/PlanCard.js';
import { CYCLES, plansQuery } from '../pricing/plans.js';
import type { Cycle, Plan } from '../pricing/plans.js';
import type { Subscription } from '../session/index.js';
import { texts } from '../texts/index.js';
import { ChangeDialog } from './ChangeDialog.js';

const labels = texts.subscription;

/** All plans beside each other; choosing one shows first what it means. */
export function PlanChoice({ subscription }: { readonly subscription: Subscription }): React.ReactNode {
  const { data: plans = [] } = useQuery(plansQuery);
  const [cycle, setCycle] = useState<Cycle>(subscription.billingCycle);
  const [chosen, setChosen] = useState<Plan>();
  const { cycle: cycleLabel } = texts.pricing;
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={2}>{labels.change}</Title>
        <SegmentedControl aria-label={cycleLabel} value={cycle} onChange={(value) => setCycle(value)} data={CYCLES} />
      </Group>
      <SimpleGrid cols={{ base: 1, md: 3 }}>
        {plans.map((plan) => {
          const isPresent = plan.code === subscription.plan.code && cycle === subscription.billingCycle;
          return (
            <PlanCard key={plan.code} plan={plan} cycle={cycle} badge={isPresent ? labels.currentPlan : undefined}>
              <Button
                mt="auto"
                variant="light"
                disabled={isPresent}
                aria-label={labels.chooseOne(plan.name)}
                onClick={() => setChosen(plan)}
              >
                {labels.choose}
              </Button>
            </PlanCard>
          );
        })}
      </SimpleGrid>
      {chosen && <ChangeDialog plan={chosen} cycle={cycle} onClose={() => setChosen(undefined)} />}
    </Stack>
  );
}
