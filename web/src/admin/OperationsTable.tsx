import { Badge, Progress, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answerOf } from '../api/index.js';
import type { paths, Schemas } from '../api/index.js';
import { PageProblem } from '../common/feedback/index.js';
import { formatDateTime } from '../common/format/index.js';
import { Empty, PageLoading } from '../common/layout/index.js';
import { DataTable } from '../common/table/index.js';
import type { Column, ListQuery } from '../common/table/index.js';
import { api } from '../session/index.js';
import { texts } from '../texts/index.js';

type Operation = Schemas['Operation'];
type Filter = NonNullable<paths['/api/admin/operations']['get']['parameters']['query']>;
const labels = texts.admin;
/** How often a running operation is looked at. */
const LOOK_MS = 2_000;

export const operationsQuery = (filter: Filter): ListQuery<Operation> => ({
  queryKey: ['operations', filter],
  queryFn: () => answerOf(api.GET('/api/admin/operations', { params: { query: filter } })),
  refetchInterval: LOOK_MS,
});

export const OPERATION_COLUMNS: readonly Column<Operation>[] = [
  { key: 'kind', title: labels.kind, sort: 'kind', render: ({ kind }) => <strong>{labels.kinds[kind]}</strong> },
  { key: 'state', title: labels.state, sort: 'state', render: (operation) => <State operation={operation} /> },
  { key: 'actor', title: labels.actor, render: ({ actor }) => actor },
  { key: 'started', title: labels.started, sort: 'startedAt', render: ({ startedAt }) => formatDateTime(startedAt) },
];

/** What was done to databases. */
export function OperationsTable({ filter }: { readonly filter: Filter }): React.ReactNode {
  const { data, error, refetch } = useQuery({ ...operationsQuery(filter), placeholderData: keepPreviousData });
  if (error && !data) return <PageProblem error={error} retry={() => void refetch()} />;
  if (!data) return <PageLoading />;
  if (data.total === 0) return <Empty icon="list" title={labels.noOperations} text={labels.noOperationsText} />;
  const unsorted = OPERATION_COLUMNS.map(({ sort: _sort, ...column }) => column);
  return <DataTable label={labels.operationsOf} columns={unsorted} rows={data.items} />;
}

const COLORS: Readonly<Record<Operation['state'], string>> = {
  running: 'blue',
  done: 'clinic',
  failed: 'red',
  undone: 'gray',
};

function State({ operation: { state, step, progress, error } }: { readonly operation: Operation }): React.ReactNode {
  return (
    <div>
      <Badge color={COLORS[state]} c={state === 'undone' ? 'dimmed' : undefined}>
        {labels.states[state]}
      </Badge>
      {state === 'running' && (
        <>
          <Text size="sm" c="dimmed">
            {step} {progress} %
          </Text>
          <Progress value={progress} aria-label={labels.progress} mt={4} />
        </>
      )}
      {error && (
        <Text size="sm" c="dimmed">
          {error.detail}
        </Text>
      )}
    </div>
  );
}
