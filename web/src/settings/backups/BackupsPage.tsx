import { Alert, Button, Loader } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { ApiProblem } from '../../api/index.js';
import { showDone, showProblem } from '../../common/feedback/index.js';
import { Empty, Icon, Page } from '../../common/layout/index.js';
import { ListPanel } from '../../common/table/index.js';
import { useAccess, useTimeZone } from '../../session/index.js';
import { texts } from '../../texts/index.js';
import { backupColumns, OpenButton } from './backup-columns.js';
import { backupsQuery, takeBackup } from './backups-api.js';

const route = getRouteApi('/clinic/settings/backups');
const labels = texts.backups;

/** The clinic's time machine: all backups, the newest first. */
export function BackupsPage(): React.ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const zone = useTimeZone();
  const { canManage } = useAccess();
  const { mutate, isPending } = useTaking();
  const take = canManage && (
    <Button leftSection={<Icon name="plus" />} loading={isPending} onClick={() => mutate()}>
      {labels.take}
    </Button>
  );
  return (
    <Page title={labels.title} intro={labels.intro} actions={take}>
      {isPending && (
        <Alert variant="light" role="status" icon={<Loader size="sm" />}>
          {labels.taking}
        </Alert>
      )}
      <ListPanel
        label={labels.title}
        query={backupsQuery(search)}
        columns={backupColumns(zone)}
        search={search}
        onSearch={(next) => void navigate({ search: next })}
        actions={(backup) => <OpenButton backup={backup} zone={zone} />}
        empty={
          <Empty icon="archive" title={labels.emptyTitle} text={labels.emptyText}>
            {take}
          </Empty>
        }
      />
    </Page>
  );
}

/** Taking one lasts until it was tried; whoever leaves the page meanwhile is told all the same. */
function useTaking() {
  const queries = useQueryClient();
  return useMutation({
    mutationKey: ['take-backup'],
    mutationFn: takeBackup,
    onSuccess: () => showDone(labels.taken),
    onError: (error) =>
      showProblem(
        error instanceof ApiProblem && error.code === 'too-many-requests'
          ? new ApiProblem('conflict', labels.tooMany)
          : error,
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['backups'] }),
  });
}
