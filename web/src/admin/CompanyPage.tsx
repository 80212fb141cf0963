import { Alert, Button, DataList, Grid, Group, Paper, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../api/index.js';
import { PageProblem } from '../common/feedback/index.js';
import { formatBytes, formatDate, formatDateTime, formatNumber } from '../common/format/index.js';
import { Page, PageLoading } from '../common/layout/index.js';
import { texts } from '../texts/index.js';
import { CompanyStatus, subscriptionText } from './CompaniesPage.js';
import { companyQuery } from './companies-api.js';
import { CompanyLife } from './CompanyLife.js';
import { CompanyDialog } from './CompanyDialog.js';
import type { CompanyAction } from './CompanyDialog.js';
import { OperationsTable } from './OperationsTable.js';
import { SupportCard } from './SupportCard.js';

const route = getRouteApi('/superuser/admin/companies/$id');
const labels = texts.admin;
type Detail = Schemas['AdminCompanyDetail'];

/** One company as those who run the installation see it. */
export function CompanyPage(): React.ReactNode {
  const id = Number(route.useParams().id);
  const { visit } = route.useSearch();
  const { data: company, error, refetch } = useQuery(companyQuery(id));
  const [action, setAction] = useState<CompanyAction>();
  if (error && !company) return <PageProblem isWholePage error={error} retry={() => void refetch()} />;
  if (!company) return <PageLoading />;
  return (
    <Page title={company.name} actions={<CompanyStatus status={company.status} />}>
      {visit === 'over' && (
        <Alert variant="light" role="status">
          {texts.adminSupport.over}
        </Alert>
      )}
      <Buttons company={company} onChoose={setAction} />
      <CompanyLife key={id} company={company} />
      <Grid>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Facts company={company} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Paper p={{ base: 'sm', sm: 'lg' }}>
            <Title order={2} mb="md">
              {labels.operationsOf}
            </Title>
            <OperationsTable filter={{ companyId: id, sort: '-startedAt' }} />
          </Paper>
        </Grid.Col>
      </Grid>
      <SupportCard company={company} />
      {action && <CompanyDialog action={action} company={company} onClose={() => setAction(undefined)} />}
    </Page>
  );
}

interface ButtonsProps {
  readonly company: Detail;
  readonly onChoose: (action: CompanyAction) => void;
}

function Buttons({ company, onChoose }: ButtonsProps): React.ReactNode {
  const isSuspended = company.status === 'suspended';
  const isTrial = company.subscription?.status === 'trialing' || company.subscription?.reason === 'trial-ended';
  const actions: readonly [CompanyAction, string, boolean][] = [
    ['extend', labels.extend, isTrial],
    ['change-plan', labels.changePlan, company.subscription !== null],
    ['pay', labels.payment, company.subscription !== null],
    ['activate', labels.activate, isSuspended],
    ['suspend', labels.suspend, !isSuspended],
  ];
  return (
    <Group gap="xs">
      {actions
        .filter(([, , isOffered]) => isOffered)
        .map(([action, label]) => (
          <Button key={action} variant="default" onClick={() => onChoose(action)}>
            {label}
          </Button>
        ))}
    </Group>
  );
}

function Facts({ company }: { readonly company: Detail }): React.ReactNode {
  const { subscription, users, databaseBytes, migrations, createdAt, owners, slug, email, timeZone } = company;
  const { lastProvedBackupAt, expiresAt } = company;
  const facts = [
    [labels.plan, subscription?.plan.name],
    [labels.subscription, subscription && subscriptionText(subscription)],
    [labels.people, formatNumber(users)],
    [labels.size, formatBytes(databaseBytes)],
    [labels.schema, labels.schemas[migrations]],
    [labels.created, formatDate(createdAt)],
    [texts.adminLife.lastBackup, lastProvedBackupAt && formatDateTime(lastProvedBackupAt)],
    ...(expiresAt === null ? [] : [[texts.adminLife.expires, formatDate(expiresAt)] as const]),
    [texts.settings.company.email, email],
    [texts.settings.company.timeZone, timeZone],
    [texts.adminLife.slug, slug],
  ] as const;
  return (
    <Paper p="lg">
      <DataList>
        {facts.map(([label, value]) => (
          <DataList.Item key={label}>
            <DataList.ItemLabel>{label}</DataList.ItemLabel>
            <DataList.ItemValue style={{ overflowWrap: 'anywhere' }}>{value ?? texts.general.none}</DataList.ItemValue>
          </DataList.Item>
        ))}
        <DataList.Item>
          <DataList.ItemLabel>{labels.owners}</DataList.ItemLabel>
          <DataList.ItemValue style={{ overflowWrap: 'anywhere' }}>
            <Stack gap={2} miw={0}>
              {owners.map((owner) => (
                <span key={owner.email}>
                  {owner.name}, {owner.email}
                </span>
              ))}
            </Stack>
          </DataList.ItemValue>
        </DataList.Item>
      </DataList>
    </Paper>
  );
}
