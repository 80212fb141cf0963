import { Paper, Stack, Switch, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { PageProblem, showDone, showProblem } from '../../common/feedback/index.js';
import { PageLoading } from '../../common/layout/index.js';
import { useAccess, useMe } from '../../session/index.js';
import { ruleQuery, setRule } from '../../support/support-api.js';
import { texts } from '../../texts/index.js';

const labels = texts.support.rule;

/** Whether support needs an owner's approval to enter. */
export function RuleCard(): React.ReactNode {
  const { data, error, refetch } = useQuery(ruleQuery);
  return (
    <Paper p="lg" maw={760}>
      <Stack>
        <Title order={2}>{labels.title}</Title>
        <Text>{labels.text}</Text>
        {error && !data && <PageProblem error={error} retry={() => void refetch()} />}
        {!data && !error && <PageLoading />}
        {data && <RuleSwitch needsApproval={data.needsApproval} />}
      </Stack>
    </Paper>
  );
}

function RuleSwitch({ needsApproval }: { readonly needsApproval: boolean }): React.ReactNode {
  const queries = useQueryClient();
  const { visit } = useMe();
  const isOwner = useAccess().may('changePlan') && visit === undefined;
  const { mutate, isPending } = useMutation({
    mutationFn: setRule,
    onSuccess: (rule) => {
      queries.setQueryData(ruleQuery.queryKey, rule);
      showDone(labels.saved);
    },
    onError: showProblem,
  });
  return (
    <>
      <Switch
        label={labels.needsApproval}
        checked={needsApproval}
        disabled={!isOwner || isPending}
        onChange={({ currentTarget }) => mutate({ needsApproval: currentTarget.checked })}
      />
      {!isOwner && (
        <Text size="sm" c="dimmed">
          {labels.onlyOwner}
        </Text>
      )}
    </>
  );
}
