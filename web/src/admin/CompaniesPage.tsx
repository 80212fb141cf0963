import { Badge } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { formatBytes, formatDate, formatNumber } from '../common/format/index.js';
import { Empty, Page, PageLink } from '../common/layout/index.js';
import { ListPanel } from '../common/table/index.js';
import type { Column } from '../common/table/index.js';
import { texts } from '../texts/index.js';
import { companiesQuery } from './companies-api.js';
import type { AdminCompany } from './companies-api.js';

const route = getRouteApi('/superuser/admin');
const labels = texts.admin;

const COLUMNS: readonly Column<AdminCompany>[] = [
  {
    key: 'name',
    title: labels.name,
    sort: 'name',
    render: ({ id, name }) => (
      <PageLink to="/admin/companies/$id/" params={{ id: String(id) }} fw={600}>
        {name}
      </PageLink>
    ),
  },
  { key: 'status', title: labels.status, sort: 'status', render: ({ status }) => <CompanyStatus status={status} /> },
  { key: 'plan', title: labels.plan, sort: 'plan', render: ({ subscription }) => subscription?.plan.name },
  {
    key: 'subscription',
    title: labels.subscription,
    sort: 'subscriptionStatus',
    render: ({ subscription }) => subscription && subscriptionText(subscription),
  },
  { key: 'users', title: labels.people, sort: 'users', isNumber: true, render: ({ users }) => formatNumber(users) },
  {
    key: 'size',
    title: labels.size,
    sort: 'databaseBytes',
    isNumber: true,
    render: ({ databaseBytes }) => formatBytes(databaseBytes),
  },
  { key: 'schema', title: labels.schema, render: ({ migrations }) => labels.schemas[migrations] },
  { key: 'created', title: labels.created, sort: 'createdAt', render: ({ createdAt }) => formatDate(createdAt) },
];

/** All companies of the installation. */
export function CompaniesPage(): React.ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page title={labels.companies}>
      <ListPanel
        label={labels.companies}
        searchLabel={labels.searchCompanies}
        query={companiesQuery(search)}
        columns={COLUMNS}
        search={search}
        onSearch={(next) => void navigate({ search: next })}
        empty={<Empty icon="building" title={labels.empty} text={labels.emptyText} />}
      />
    </Page>
  );
}

export function CompanyStatus({ status }: { readonly status: AdminCompany['status'] }): React.ReactNode {
  return <Badge color={status === 'active' ? 'clinic' : 'red'}>{labels.statuses[status]}</Badge>;
}

/** In which state a subscription is, and for how long. */
export function subscriptionText({ reason, daysLeft }: NonNullable<AdminCompany['subscription']>): string {
  const state = texts.subscription.states[reason] ?? reason;
  return daysLeft > 0 ? `${state}, ${texts.subscription.daysLeft(texts.general.days(daysLeft))}` : state;
}
