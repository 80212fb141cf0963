import { Button, Group, Paper, Select, Stack, Textarea } from '@mantine/core';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf } from '../../api/index.js';
import type { Schemas } from '../../api/index.js';
import { PageProblem, ProblemAlert, showDone } from '../../common/feedback/index.js';
import { orNull, TextFields, timeZones, useServerForm } from '../../common/forms/index.js';
import type { TextField } from '../../common/forms/index.js';
import { Page, PageLoading } from '../../common/layout/index.js';
import { api, meQuery, useAccess, useMe, useSubscription } from '../../session/index.js';
import { texts } from '../../texts/index.js';
import { DataCard } from './DataCard.js';
import { DeletionCard } from './DeletionCard.js';

type Company = Schemas['CompanyProfile'];
type CompanyValues = Record<'name' | 'email' | 'phone' | 'address' | 'timeZone', string>;

const companyQuery = queryOptions({ queryKey: ['company'], queryFn: () => answerOf(api.GET('/api/company')) });

/** The clinic as it tells of itself, all its data as a file, and its end. Of a locked one only the latter two are open. */
export function CompanyPage(): React.ReactNode {
  const subscription = useSubscription();
  const { visit } = useMe();
  const isLocked = subscription?.access === 'locked';
  const { data, error, refetch } = useQuery({ ...companyQuery, enabled: subscription !== undefined && !isLocked });
  return (
    <Page title={texts.settings.company.title}>
      <Stack gap="lg">
        {error && !data && <PageProblem error={error} retry={() => void refetch()} />}
        {!data && !error && !isLocked && <PageLoading />}
        {data && <CompanyForm company={data} />}
        {!visit && <DataCard />}
        {subscription && <DeletionCard isClosing={subscription.reason === 'deletion'} eraseAt={data?.eraseAt} />}
      </Stack>
    </Page>
  );
}

const { name, email, phone } = texts.settings.company;
const FIELDS: readonly TextField<CompanyValues>[] = [
  { name: 'name', label: name, maxLength: 120 },
  { name: 'email', label: email, type: 'email' },
  { name: 'phone', label: phone, type: 'tel' },
];

function CompanyForm({ company }: { readonly company: Company }): React.ReactNode {
  const labels = texts.settings.company;
  const { canManage } = useAccess();
  const { form, problem, isSending, onSubmit } = useCompanyForm(company);
  return (
    <Paper p="lg" maw={640}>
      <form onSubmit={onSubmit} noValidate>
        <Stack>
          <TextFields form={form} fields={FIELDS} />
          <Textarea label={labels.address} autosize minRows={2} {...form.getInputProps('address')} />
          <Select
            label={labels.timeZone}
            data={timeZones(company.timeZone)}
            searchable
            allowDeselect={false}
            {...form.getInputProps('timeZone')}
          />
          <ProblemAlert error={problem} />
          <Group justify="flex-end">
            <Button type="submit" loading={isSending} disabled={!canManage}>
              {texts.general.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

function useCompanyForm(company: Company) {
  const queries = useQueryClient();
  const { name, email, phone, address, timeZone } = company;
  return useServerForm<CompanyValues>({
    initialValues: { name, email, phone, address: address ?? '', timeZone },
    send: async (values) => {
      const body = { ...values, address: orNull(values.address) };
      queries.setQueryData(companyQuery.queryKey, await answerOf(api.PATCH('/api/company', { body })));
      await queries.invalidateQueries({ queryKey: meQuery.queryKey });
      showDone(texts.settings.company.saved);
    },
  });
}
