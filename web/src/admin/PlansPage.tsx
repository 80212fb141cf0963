import { Badge, Button, Group } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { formatBytes, formatMoney, formatNumber } from '../common/format/index.js';
import { Empty, Icon, Page } from '../common/layout/index.js';
import { ListPanel, RowActions } from '../common/table/index.js';
import type { Column } from '../common/table/index.js';
import { texts } from '../texts/index.js';
import { PlanDialog } from './PlanDialog.js';
import { managedPlansQuery, usePlanActions } from './plans-api.js';
import type { ManagedPlan } from './plans-api.js';

const route = getRouteApi('/superuser/admin/plans');
const labels = texts.admin;

const limit = (value: number | null, format: (value: number) => string): string =>
  value === null ? labels.unlimited : format(value);

const COLUMNS: readonly Column<ManagedPlan>[] = [
  { key: 'name', title: labels.plan, sort: 'name', render: ({ name }) => <strong>{name}</strong> },
  { key: 'offer', title: labels.status, render: (plan) => <Offer plan={plan} /> },
  {
    key: 'monthly',
    title: labels.monthly,
    sort: 'priceMonthlyCents',
    isNumber: true,
    render: ({ priceMonthlyCents, currency }) => formatMoney(priceMonthlyCents, currency),
  },
  {
    key: 'yearly',
    title: labels.yearly,
    sort: 'priceYearlyCents',
    isNumber: true,
    render: ({ priceYearlyCents, currency }) => formatMoney(priceYearlyCents, currency),
  },
  {
    key: 'doctors',
    title: texts.resourceTitles.doctors ?? '',
    isNumber: true,
    render: ({ limits }) => limit(limits.doctors, formatNumber),
  },
  {
    key: 'patients',
    title: texts.resourceTitles.patients ?? '',
    isNumber: true,
    render: ({ limits }) => limit(limits.patients, formatNumber),
  },
  { key: 'users', title: labels.people, isNumber: true, render: ({ limits }) => limit(limits.users, formatNumber) },
  {
    key: 'storage',
    title: texts.resourceTitles.storageBytes ?? '',
    isNumber: true,
    render: ({ limits }) => limit(limits.storageBytes, formatBytes),
  },
  { key: 'companies', title: labels.used, isNumber: true, render: ({ companies }) => formatNumber(companies) },
];

/** What companies can subscribe to. */
export function PlansPage(): React.ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [edited, setEdited] = useState<ManagedPlan | 'new'>();
  const add = (
    <Button leftSection={<Icon name="plus" />} onClick={() => setEdited('new')}>
      {labels.addPlan}
    </Button>
  );
  return (
    <Page title={labels.plans} actions={add}>
      <ListPanel
        label={labels.plans}
        searchLabel={labels.searchPlans}
        query={managedPlansQuery(search)}
        columns={COLUMNS}
        search={search}
        onSearch={(next) => void navigate({ search: next })}
        actions={(plan) => <PlanActions plan={plan} onEdit={() => setEdited(plan)} />}
        empty={<Empty icon="card" title={labels.plans} text={texts.pricing.empty} />}
      />
      {edited && <PlanDialog plan={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />}
    </Page>
  );
}

function Offer({ plan: { retiredAt, isPublic } }: { readonly plan: ManagedPlan }): React.ReactNode {
  if (retiredAt !== null)
    return (
      <Badge color="gray" c="dimmed">
        {labels.retired}
      </Badge>
    );
  return isPublic ? <Badge>{labels.onOffer}</Badge> : <Badge color="blue">{labels.hidden}</Badge>;
}

interface PlanActionsProps {
  readonly plan: ManagedPlan;
  readonly onEdit: () => void;
}

function PlanActions({ plan, onEdit }: PlanActionsProps): React.ReactNode {
  const { retire, restore, remove } = usePlanActions();
  const isRetired = plan.retiredAt !== null;
  const label = isRetired ? labels.restore : labels.retire;
  const { editOne, deleteOne } = texts.doctors;
  return (
    <Group gap="xs" justify="flex-end" wrap="nowrap">
      <Button
        size="xs"
        variant="default"
        aria-label={`${label}: ${plan.name}`}
        onClick={() => void (isRetired ? restore(plan) : retire(plan))}
      >
        {label}
      </Button>
      <RowActions
        edit={{ label: editOne(plan.name), onClick: onEdit }}
        remove={plan.companies === 0 ? { label: deleteOne(plan.name), onClick: () => void remove(plan) } : undefined}
      />
    </Group>
  );
}
