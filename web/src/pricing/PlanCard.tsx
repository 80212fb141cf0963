import { Badge, Group, List, Paper, Stack, Text, Title } from '@mantine/core';
import { formatMoney } from '../common/format/index.js';
import { Icon } from '../common/layout/index.js';
import { texts } from '../texts/index.js';
import { allowances, priceOf } from './plans.js';
import type { Cycle, Plan } from './plans.js';
import classes from './pricing.module.css';

interface PlanCardProps {
  readonly plan: Plan;
  readonly cycle: Cycle;
  readonly badge?: string | undefined;
  /** What can be done with it. */
  readonly children: React.ReactNode;
}

/** A plan, its price, and what it allows. */
export function PlanCard({ plan, cycle, badge, children }: PlanCardProps): React.ReactNode {
  const { perMonth, perYear, saves } = texts.pricing;
  const savedCents = plan.priceMonthlyCents * 12 - plan.priceYearlyCents;
  return (
    <Paper p="xl" component="article" aria-label={plan.name} className={classes.plan} data-marked={Boolean(badge)}>
      <Stack h="100%" gap="md">
        <Group justify="space-between">
          <Title order={2} size="h3">
            {plan.name}
          </Title>
          {badge && <Badge>{badge}</Badge>}
        </Group>
        <div>
          <Text component="span" className={classes.price}>
            {formatMoney(priceOf(plan, cycle), plan.currency)}
          </Text>{' '}
          <Text component="span" c="dimmed">
            {cycle === 'yearly' ? perYear : perMonth}
          </Text>
          <Text size="sm" c="dimmed" mih="1.5em">
            {cycle === 'yearly' && savedCents > 0 ? saves(formatMoney(savedCents, plan.currency)) : ' '}
          </Text>
        </div>
        <List spacing="xs" icon={<Icon name="check" size={16} />} className={classes.allowances}>
          {allowances(plan).map((line) => (
            <List.Item key={line}>{line}</List.Item>
          ))}
        </List>
        {children}
      </Stack>
    </Paper>
  );
}
