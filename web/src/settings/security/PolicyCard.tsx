import { Button, Checkbox, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { PageProblem, ProblemAlert, showDone } from '../../common/feedback/index.js';
import { useServerForm } from '../../common/forms/index.js';
import { PageLoading } from '../../common/layout/index.js';
import { useAccess } from '../../session/index.js';
import { texts } from '../../texts/index.js';
import { ROLES } from '../people/people-api.js';
import type { Role } from '../people/people-api.js';
import { policyQuery, setPolicy } from './security-api.js';

const labels = texts.security.policy;

/** Of which roles the clinic asks a second factor. */
export function PolicyCard(): React.ReactNode {
  const { data, error, refetch } = useQuery(policyQuery);
  return (
    <Paper p="lg" maw={760}>
      <Title order={2} mb="xs">
        {labels.title}
      </Title>
      <Text mb="md">{labels.text}</Text>
      {error && !data && <PageProblem error={error} retry={() => void refetch()} />}
      {!data && !error && <PageLoading />}
      {data && <PolicyForm requiredFor={data.requiredFor} />}
    </Paper>
  );
}

function PolicyForm({ requiredFor }: { readonly requiredFor: Role[] }): React.ReactNode {
  const { canManage, may } = useAccess();
  const isOwner = may('changePlan');
  const { form, problem, isSending, onSubmit } = usePolicyForm(requiredFor);
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <Checkbox.Group label={labels.roles} {...form.getInputProps('requiredFor')}>
          <Group mt="xs">
            {ROLES.map(({ value, label }) => (
              <Checkbox key={value} value={value} label={label} disabled={!isOwner || !canManage} />
            ))}
          </Group>
        </Checkbox.Group>
        <ProblemAlert error={problem} />
        {isOwner ? (
          <Group justify="flex-end">
            <Button type="submit" loading={isSending} disabled={!canManage}>
              {labels.save}
            </Button>
          </Group>
        ) : (
          <Text size="sm" c="dimmed">
            {labels.onlyOwner}
          </Text>
        )}
      </Stack>
    </form>
  );
}

function usePolicyForm(requiredFor: Role[]) {
  const queries = useQueryClient();
  return useServerForm<{ requiredFor: Role[] }>({
    initialValues: { requiredFor },
    send: async (values) => {
      queries.setQueryData(policyQuery.queryKey, await setPolicy(values.requiredFor));
      showDone(labels.saved);
      // It may have become true of whoever said it.
      await queries.invalidateQueries({ queryKey: ['security'] });
    },
  });
}
