import { Button, Group, Paper, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PageProblem } from '../common/feedback/index.js';
import { Empty, PageLoading } from '../common/layout/index.js';
import { DataTable } from '../common/table/index.js';
import { enterClinic, useMe } from '../session/index.js';
import type { SupportAccess } from '../session/index.js';
import { accessColumns } from '../support/access-columns.js';
import { texts } from '../texts/index.js';
import type { Company } from './life-api.js';
import { companyAccessesQuery, useOwnAccesses } from './support-api.js';
import { SupportDialog } from './SupportDialog.js';

const labels = texts.adminSupport;
const COLUMNS = accessColumns().map(({ sort: _sort, ...column }) => column);

/** The accesses to a company, and the way in for those who have one. */
export function SupportCard({ company }: { readonly company: Company }): React.ReactNode {
  const { data, error, refetch } = useQuery(companyAccessesQuery(company.id));
  const [isAsking, setAsking] = useState(false);
  return (
    <Paper p={{ base: 'sm', sm: 'lg' }}>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{labels.title}</Title>
        {company.status === 'active' && <Button onClick={() => setAsking(true)}>{labels.ask}</Button>}
      </Group>
      <Text c="dimmed" mb="md">
        {labels.text}
      </Text>
      {error && !data && <PageProblem error={error} retry={() => void refetch()} />}
      {!data && !error && <PageLoading />}
      {data?.total === 0 && <Empty icon="user" title={labels.emptyTitle} text={labels.emptyText} />}
      {data && data.total > 0 && (
        <DataTable
          label={labels.title}
          columns={COLUMNS}
          rows={data.items}
          actions={(access) => <Actions access={access} companyId={company.id} />}
        />
      )}
      {isAsking && <SupportDialog company={company} onClose={() => setAsking(false)} />}
    </Paper>
  );
}

interface ActionsProps {
  readonly access: SupportAccess;
  readonly companyId: number;
}

/** One's own only: nobody enters by somebody else's access. */
function Actions({ access, companyId }: ActionsProps): React.ReactNode {
  const { user } = useMe();
  const { end } = useOwnAccesses(companyId);
  const { id, state, userId } = access;
  if (userId !== user.id || (state !== 'active' && state !== 'pending')) return null;
  return (
    <Group gap="xs" justify="flex-end" wrap="nowrap">
      {state === 'active' && (
        <Button size="xs" aria-label={labels.enterOne(String(id))} onClick={() => enterClinic({ id, companyId })}>
          {labels.enter}
        </Button>
      )}
      <Button size="xs" variant="default" aria-label={labels.endOne(String(id))} onClick={() => end(access)}>
        {labels.end}
      </Button>
    </Group>
  );
}
