import { getRouteApi } from '@tanstack/react-router';
import { formatNumber } from '../common/format/index.js';
import { Empty, Page, PageLink } from '../common/layout/index.js';
import { ListPanel } from '../common/table/index.js';
import type { Column } from '../common/table/index.js';
import type { Schemas } from '../api/index.js';
import { texts } from '../texts/index.js';
import { OPERATION_COLUMNS, operationsQuery } from './OperationsTable.js';

const route = getRouteApi('/superuser/admin/operations');
const labels = texts.admin;

const COLUMNS: readonly Column<Schemas['Operation']>[] = [
  {
    key: 'company',
    title: labels.company,
    sort: 'companySlug',
    // Of one that was erased nothing is left but its number.
    render: ({ companyId, companySlug }) =>
      companyId !== null &&
      (companySlug === null || companySlug === '' ? (
        texts.general.entry(formatNumber(companyId))
      ) : (
        <PageLink to="/admin/companies/$id/" params={{ id: String(companyId) }}>
          {companySlug}
        </PageLink>
      )),
  },
  ...OPERATION_COLUMNS,
];

/** All that was done to databases, the newest first. */
export function OperationsPage(): React.ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page title={labels.operations}>
      <ListPanel
        label={labels.operations}
        searchLabel={labels.searchOperations}
        query={operationsQuery({ sort: '-startedAt', ...search })}
        columns={COLUMNS}
        search={search}
        onSearch={(next) => void navigate({ search: next })}
        empty={<Empty icon="list" title={labels.noOperations} text={labels.noOperationsText} />}
      />
    </Page>
  );
}
