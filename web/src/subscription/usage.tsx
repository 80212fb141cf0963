import { Badge, Group, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { answerOf } from '../api/index.js';
import type { Schemas } from '../api/index.js';
import { PageProblem } from '../common/feedback/index.js';
import { formatBytes, formatNumber } from '../common/format/index.js';
import { PageLoading } from '../common/layout/index.js';
import { api } from '../session/index.js';
import { texts } from '../texts/index.js';

export type Usage = Schemas['Usage'];

/** What the company uses of what its plan allows. */
export const usageQuery = queryOptions({
  queryKey: ['usage'],
  queryFn: () => answerOf(api.GET('/api/subscription/usage')),
});

/** What is used, in a box of its own. */
export function UsagePanel({ title }: { readonly title: string }): React.ReactNode {
  const { data, error, refetch } = useQuery(usageQuery);
  return (
    <Paper p="lg" h="100%">
      <Title order={2} mb="md">
        {title}
      </Title>
      {error && !data && <PageProblem error={error} retry={() => void refetch()} />}
      {!data && !error && <PageLoading />}
      {data && <UsageBars usage={data} />}
    </Paper>
  );
}

const RESOURCES = ['doctors', 'patients', 'users', 'storageBytes'] as const;
/** From this share on it should be thought of. */
const ALMOST_FULL_PERCENT = 80;

function UsageBars({ usage }: { readonly usage: Usage }): React.ReactNode {
  return (
    <Stack gap="md">
      {RESOURCES.map((resource) => (
        <UsageBar key={resource} resource={resource} {...usage[resource]} />
      ))}
    </Stack>
  );
}

interface UsageBarProps {
  readonly resource: (typeof RESOURCES)[number];
  readonly used: number;
  readonly limit: number | null;
}

function UsageBar({ resource, used, limit }: UsageBarProps): React.ReactNode {
  const { of, ofUnlimited, full, almostFull } = texts.subscription;
  const format = resource === 'storageBytes' ? formatBytes : formatNumber;
  const percent = limit === null ? 0 : limit === 0 ? 100 : Math.min(100, (used / limit) * 100);
  const amount = limit === null ? ofUnlimited(format(used)) : of(format(used), format(limit));
  const label = texts.resourceTitles[resource];
  return (
    <div>
      <Group justify="space-between" mb={6} gap="xs">
        <Text size="sm" fw={550}>
          {label}
        </Text>
        <Group gap="xs">
          {percent >= ALMOST_FULL_PERCENT && (
            <Badge size="sm" color={percent >= 100 ? 'red' : 'yellow'} c="inherit">
              {percent >= 100 ? full : almostFull}
            </Badge>
          )}
          <Text size="sm" c="dimmed">
            {amount}
          </Text>
        </Group>
      </Group>
      {limit !== null && (
        <Progress.Root size="md">
          <Progress.Section
            value={percent}
            color={percent >= 100 ? 'red' : percent >= ALMOST_FULL_PERCENT ? 'yellow.7' : 'clinic'}
            aria-label={label}
            aria-valuetext={amount}
          />
        </Progress.Root>
      )}
    </div>
  );
}
