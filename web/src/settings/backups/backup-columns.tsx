import { Badge, Stack, Text } from '@mantine/core';
import { formatBytes, formatDateTime, formatNumber } from '../../common/format/index.js';
import { ButtonLink } from '../../common/layout/index.js';
import type { Column } from '../../common/table/index.js';
import { texts } from '../../texts/index.js';
import type { Backup } from './backups-api.js';

const labels = texts.backups;

/** @param zone in which times are shown. */
export function backupColumns(zone: string | undefined): readonly Column<Backup>[] {
  return [
    {
      key: 'from',
      title: labels.from,
      sort: 'createdAt',
      render: ({ createdAt }) => <strong>{formatDateTime(createdAt, zone)}</strong>,
    },
    { key: 'reason', title: labels.reason, sort: 'reason', render: ({ reason }) => labels.reasons[reason] },
    { key: 'holds', title: labels.holds, render: ({ records }) => <Holds records={records} /> },
    {
      key: 'size',
      title: labels.size,
      sort: 'sizeBytes',
      isNumber: true,
      render: ({ sizeBytes }) => formatBytes(sizeBytes),
    },
    { key: 'state', title: labels.state, render: (backup) => <State backup={backup} zone={zone} /> },
  ];
}

function Holds({ records }: Pick<Backup, 'records'>): React.ReactNode {
  const counts = Object.entries(records).map(([kind, count]) =>
    labels.count(formatNumber(count), labels.kindsInside[kind] ?? kind),
  );
  return <Text size="sm">{counts.join(', ')}</Text>;
}

interface StateProps {
  readonly backup: Backup;
  readonly zone: string | undefined;
}

/** Whether it would be there when it is needed, and since when that is known. */
export function State({ backup: { provedAt, problem }, zone }: StateProps): React.ReactNode {
  const said = problem ? labels.problems[problem] : provedAt && labels.proved(formatDateTime(provedAt, zone));
  return (
    <Stack gap={2} align="flex-start">
      {problem && <Badge color="red">{labels.bad}</Badge>}
      {!problem && provedAt && <Badge>{labels.good}</Badge>}
      {!problem && !provedAt && (
        <Badge color="yellow" c="inherit">
          {labels.notTried}
        </Badge>
      )}
      {said && (
        <Text size="sm" c="dimmed">
          {said}
        </Text>
      )}
    </Stack>
  );
}

export function OpenButton({ backup, zone }: StateProps): React.ReactNode {
  return (
    <ButtonLink
      to="/settings/backups/$id/"
      params={{ id: String(backup.id) }}
      size="xs"
      variant="default"
      aria-label={labels.openOne(formatDateTime(backup.createdAt, zone))}
    >
      {labels.open}
    </ButtonLink>
  );
}
