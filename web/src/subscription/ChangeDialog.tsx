import { Alert, Button, Group, Modal, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { answerOf } from '../api/index.js';
import type { Schemas } from '../api/index.js';
import { ProblemAlert } from '../common/feedback/index.js';
import { formatBytes, formatDate, formatMoney, formatNumber } from '../common/format/index.js';
import { PageLoading } from '../common/layout/index.js';
import type { Cycle, Plan } from '../pricing/plans.js';
import { api } from '../session/index.js';
import { texts } from '../texts/index.js';
import { useSubscriptionActions } from './use-subscription-actions.js';

type Preview = Schemas['ChangePreview'];
const labels = texts.subscription;

interface ChangeDialogProps {
  readonly plan: Plan;
  readonly cycle: Cycle;
  readonly onClose: () => void;
}

/** What a change of plan means, before it is made. */
export function ChangeDialog({ plan, cycle, onClose }: ChangeDialogProps): React.ReactNode {
  const order = { planCode: plan.code, billingCycle: cycle };
  const { data, error } = useQuery({
    queryKey: ['subscription', 'preview', order],
    gcTime: 0,
    queryFn: () => answerOf(api.POST('/api/subscription/preview-change', { body: order })),
  });
  const { change, isBusy } = useSubscriptionActions();
  return (
    <Modal
      opened
      onClose={onClose}
      title={labels.changeTo(plan.name)}
      size="lg"
      closeButtonProps={{ 'aria-label': texts.general.close }}
    >
      <Stack>
        <ProblemAlert error={error} />
        {!data && !error && <PageLoading />}
        {data && <PreviewOf preview={data} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {texts.general.cancel}
          </Button>
          <Button
            disabled={!data}
            loading={isBusy}
            onClick={() => void change(order).then((isDone) => isDone && onClose())}
          >
            {labels.confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function PreviewOf({ preview }: { readonly preview: Preview }): React.ReactNode {
  const { atOnce, restTakesEffectAt, fits, exceeds, billingCycle, nextPriceCents, proration } = preview;
  const next = formatMoney(nextPriceCents, proration.currency);
  return (
    <>
      <Text>
        {atOnce && `${labels.atOnce} `}
        {restTakesEffectAt && `${labels.later(formatDate(restTakesEffectAt))} `}
        {labels.nextPrice(next, labels.cycle[billingCycle] ?? '')}
      </Text>
      {proration.dueCents !== 0 && <ProrationTable {...proration} />}
      {!fits && (
        <Alert color="yellow" variant="light" title={labels.exceedsTitle}>
          {exceeds.map(({ resource, used, limit }) => {
            const format = resource === 'storageBytes' ? formatBytes : formatNumber;
            const name = texts.resourceTitles[resource] ?? resource;
            return (
              <Text key={resource} size="sm">
                {labels.exceeds(name, format(used), format(limit))}
              </Text>
            );
          })}
          <Text size="sm">{labels.exceedsHint}</Text>
        </Alert>
      )}
    </>
  );
}

function ProrationTable({ currency, creditCents, chargeCents, dueCents }: Schemas['Proration']): React.ReactNode {
  const lines = [
    [labels.charge, chargeCents],
    [labels.credit, -creditCents],
    [labels.due, dueCents],
  ] as const;
  return (
    <Table aria-label={labels.preview} withRowBorders>
      <Table.Tbody>
        {lines.map(([label, cents]) => (
          <Table.Tr key={label}>
            <Table.Th scope="row" fw={cents === dueCents ? 650 : 450}>
              {label}
            </Table.Th>
            <Table.Td ta="right">{formatMoney(cents, currency)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
