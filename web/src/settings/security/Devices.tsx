import { Badge, Button, Group, Paper, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { PageProblem, showDone, showProblem } from '../../common/feedback/index.js';
import { formatDateTime } from '../../common/format/index.js';
import { PageLoading } from '../../common/layout/index.js';
import { DataTable } from '../../common/table/index.js';
import type { Column } from '../../common/table/index.js';
import { texts } from '../../texts/index.js';
import { devicesQuery, endOtherSessions, endSession } from './security-api.js';
import type { Device } from './security-api.js';

const labels = texts.security.devices;
const nameOf = ({ device }: Device): string => device ?? labels.unknown;

const COLUMNS: readonly Column<Device>[] = [
  {
    key: 'device',
    title: labels.device,
    render: (device) => (
      <Group gap="xs">
        <strong>{nameOf(device)}</strong>
        {device.isCurrent && <Badge>{labels.current}</Badge>}
      </Group>
    ),
  },
  { key: 'address', title: labels.address, render: ({ address }) => address },
  { key: 'since', title: labels.since, render: ({ createdAt }) => formatDateTime(createdAt) },
  { key: 'lastUsed', title: labels.lastUsed, render: ({ lastUsedAt }) => formatDateTime(lastUsedAt) },
];

/** Where one is signed in, and signing out from afar. */
export function Devices(): React.ReactNode {
  const { data, error, refetch } = useQuery(devicesQuery);
  const { end, endOthers } = useEnding();
  return (
    <Paper p={{ base: 'sm', sm: 'lg' }}>
      <Group justify="space-between" mb="md">
        <Title order={2}>{labels.title}</Title>
        {data && data.length > 1 && (
          <Button variant="default" onClick={endOthers}>
            {labels.signOutOthers}
          </Button>
        )}
      </Group>
      {error && !data && <PageProblem error={error} retry={() => void refetch()} />}
      {!data && !error && <PageLoading />}
      {data && (
        <DataTable
          label={labels.title}
          columns={COLUMNS}
          rows={data}
          actions={(device) => !device.isCurrent && <SignOut device={device} onClick={() => end(device)} />}
        />
      )}
    </Paper>
  );
}

function SignOut({ device, onClick }: { readonly device: Device; readonly onClick: () => void }): React.ReactNode {
  const label = labels.signOutOne(nameOf(device), formatDateTime(device.createdAt));
  return (
    <Button size="xs" variant="default" aria-label={label} onClick={onClick}>
      {labels.signOut}
    </Button>
  );
}

function useEnding() {
  const queries = useQueryClient();
  const run = (work: Promise<unknown>, message: string): void =>
    void work
      .then(
        () => showDone(message),
        (error: unknown) => showProblem(error),
      )
      .finally(() => queries.invalidateQueries({ queryKey: devicesQuery.queryKey }));
  return {
    end: (device: Device) => run(endSession(device.id), labels.signedOut(nameOf(device))),
    endOthers: () => run(endOtherSessions(), labels.othersSignedOut),
  };
}
