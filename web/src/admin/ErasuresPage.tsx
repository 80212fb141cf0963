import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { answerOf } from '../api/index.js';
import { formatDateTime, formatNumber } from '../common/format/index.js';
import { Empty, Page } from '../common/layout/index.js';
import { ListPanel } from '../common/table/index.js';
import type { Column, ListQuery, ListSearch } from '../common/table/index.js';
import { api } from '../session/index.js';
import { texts } from '../texts/index.js';
import type { Certificate } from './life-api.js';
import { Erased } from './LifeOutcomes.js';

const route = getRouteApi('/superuser/admin/erasures');
const labels = texts.erasures;
/** Nobody has two: the number of a company is that of its certificate. */
type Row = Certificate & { readonly id: number };

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'company',
    title: labels.companyId,
    sort: 'companyId',
    render: ({ companyId }) => <strong>{formatNumber(companyId)}</strong>,
  },
  { key: 'erased', title: labels.erasedAt, sort: 'erasedAt', render: ({ erasedAt }) => formatDateTime(erasedAt) },
  { key: 'by', title: labels.erasedBy, render: ({ erasedBy }) => erasedBy },
  {
    key: 'requested',
    title: labels.requestedAt,
    render: ({ requestedAt }) => requestedAt && formatDateTime(requestedAt),
  },
  { key: 'hash', title: labels.name, render: ({ nameSha256 }) => `${nameSha256.slice(0, 12)}…` },
];

const erasuresQuery = ({ q, ...search }: ListSearch): ListQuery<Row> => ({
  queryKey: ['erasures', q, search],
  queryFn: async () => {
    const query = { sort: '-erasedAt', ...search, ...(q !== undefined && { name: q }) };
    const { items, ...page } = await answerOf(api.GET('/api/admin/erasures', { params: { query } }));
    return { ...page, items: items.map((certificate) => ({ ...certificate, id: certificate.companyId })) };
  },
});

/** Proof of what was removed for ever; whoever knows what a company was called finds its own. */
export function ErasuresPage(): React.ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [opened, setOpened] = useState<Row>();
  return (
    <Page title={labels.title} intro={labels.intro}>
      <ListPanel
        label={labels.title}
        searchLabel={labels.search}
        query={erasuresQuery(search)}
        columns={COLUMNS}
        search={search}
        onSearch={(next) => void navigate({ search: next })}
        actions={(row) => <OpenButton row={row} onClick={() => setOpened(row)} />}
        empty={<Empty icon="archive" title={labels.emptyTitle} text={labels.emptyText} />}
      />
      {opened && <Erased certificate={opened} onClose={() => setOpened(undefined)} />}
    </Page>
  );
}

interface OpenButtonProps {
  readonly row: Row;
  readonly onClick: () => void;
}

function OpenButton({ row, onClick }: OpenButtonProps): React.ReactNode {
  return (
    <Button size="xs" variant="default" aria-label={labels.openOne(formatNumber(row.companyId))} onClick={onClick}>
      {labels.open}
    </Button>
  );
}
