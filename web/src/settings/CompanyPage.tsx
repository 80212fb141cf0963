import { Button, Group, Paper, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf } from '../api/index.js';
import type { Schemas } from '../api/index.js';
import { PageProblem, ProblemAlert, showDone } from '../common/feedback/index.js';
import { orNull, timeZones, useServerForm } from '../common/forms/index.js';
import { Page, PageLoading } from '../common/layout/index.js';
import { api, meQuery, useAccess } from '../session/index.js';
import { texts } from '../texts/index.js';

type Company = Schemas['CompanyProfile'];

const companyQuery = queryOptions({ queryKey: ['company'], queryFn: () => answerOf(api.GET('/api/company')) });

export function CompanyPage(): React.ReactNode {
  const { data, error, refetch } = useQuery(companyQuery);
  return (
    <Page title={texts.settings.company.title}>
      {error && <PageProblem error={error} retry={() => void refetch()} />}
      {!data && !error && <PageLoading />}
      {data && <CompanyForm company={data} />}
    </Page>
  );
}

function CompanyForm({ company }: { readonly company: Company }): React.ReactNode {
  const { name, email, phone, address, timeZone } = texts.settings.company;
  const { canWrite } = useAccess();
  const { form, problem, isSending, onSubmit } = useCompanyForm(company);
  return (
    <Paper p="lg" maw={640}>
      <form onSubmit={onSubmit} noValidate>
        <Stack>
          <TextInput label={name} required {...form.getInputProps('name')} />
          <TextInput label={email} required type="email" {...form.getInputProps('email')} />
          <TextInput label={phone} required type="tel" {...form.getInputProps('phone')} />
          <Textarea label={address} autosize minRows={2} {...form.getInputProps('address')} />
          <Select
            label={timeZone}
            data={timeZones(company.timeZone)}
            searchable
            allowDeselect={false}
            {...form.getInputProps('timeZone')}
          />
          <ProblemAlert error={problem} />
          <Group justify="flex-end">
            <Button type="submit" loading={isSending} disabled={!canWrite}>
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
  return useServerForm({
    initialValues: { name, email, phone, address: address ?? '', timeZone },
    send: async (values) => {
      const body = { ...values, address: orNull(values.address) };
      queries.setQueryData(companyQuery.queryKey, await answerOf(api.PATCH('/api/company', { body })));
      await queries.invalidateQueries({ queryKey: meQuery.queryKey });
      showDone(texts.settings.company.saved);
    },
  });
}
