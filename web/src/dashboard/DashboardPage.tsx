import { Alert, Grid, Paper, SimpleGrid, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { daySpan, formatDay, formatNumber, mondayOf, wallTime } from '../common/format/index.js';
import { ButtonLink, Page, PageLoading } from '../common/layout/index.js';
import { useMe, useSubscription } from '../session/index.js';
import { SupportNotice } from '../support/SupportNotice.js';
import { UsagePanel, usageQuery } from '../subscription/usage.js';
import { texts } from '../texts/index.js';
import { countQuery } from './counts.js';
import { FirstSteps } from './FirstSteps.js';
import { TodayList } from './TodayList.js';

const WeeksChart = lazy(() => import('./WeeksChart.js'));
const labels = texts.dashboard;
const LONG_DAY = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;

/** The clinic's day at a glance. */
export function DashboardPage(): React.ReactNode {
  const { user, company } = useMe();
  const zone = company?.timeZone ?? 'UTC';
  const today = wallTime(new Date(), zone).date;
  return (
    <Page title={labels.title(user.firstName || user.username)} intro={formatDay(today, LONG_DAY)}>
      <SupportNotice />
      <TrialCountdown />
      <FirstSteps />
      <Numbers today={today} zone={zone} />
      <Grid>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <TodayList today={today} zone={zone} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <UsagePanel title={labels.usage} />
        </Grid.Col>
      </Grid>
      <Paper p="lg">
        <Title order={2}>{labels.perWeek}</Title>
        <Text size="sm" c="dimmed" mb="md">
          {labels.perWeekHint}
        </Text>
        <Suspense fallback={<PageLoading />}>
          <WeeksChart today={today} zone={zone} />
        </Suspense>
      </Paper>
    </Page>
  );
}

function TrialCountdown(): React.ReactNode {
  const subscription = useSubscription();
  if (subscription?.reason !== 'trial' || subscription.access !== 'full') return null;
  return (
    <Alert variant="light" title={labels.trialLeft(texts.general.days(subscription.daysLeft))}>
      {labels.trialHint}{' '}
      <ButtonLink to="/subscription/" size="compact-sm" variant="light" ml="xs">
        {texts.access.toSubscription}
      </ButtonLink>
    </Alert>
  );
}

interface DayProps {
  readonly today: string;
  readonly zone: string;
}

function Numbers({ today, zone }: DayProps): React.ReactNode {
  const { data: usage } = useQuery(usageQuery);
  const { data: ofToday } = useQuery(countQuery(daySpan(today, 1, zone)));
  const { data: ofWeek } = useQuery(countQuery(daySpan(mondayOf(today), 7, zone)));
  const { numbers } = labels;
  const figures = [
    [numbers.today, ofToday],
    [numbers.week, ofWeek],
    [numbers.patients, usage?.patients.used],
    [numbers.doctors, usage?.doctors.used],
  ] as const;
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} component="dl" m={0}>
      {figures.map(([label, value]) => (
        <Paper
          key={label}
          p="md"
          style={{ display: 'flex', flexDirection: 'column-reverse', justifyContent: 'flex-end' }}
        >
          <Text component="dt" size="sm" c="dimmed">
            {label}
          </Text>
          <Text component="dd" m={0} fz={28} fw={650} lh={1.2}>
            {value === undefined ? texts.general.none : formatNumber(value)}
          </Text>
        </Paper>
      ))}
    </SimpleGrid>
  );
}
