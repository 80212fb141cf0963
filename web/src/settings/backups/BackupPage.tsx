import { Button, Group, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { PageProblem } from '../../common/feedback/index.js';
import { formatDateTime } from '../../common/format/index.js';
import { ButtonLink, Icon, Page, PageLoading } from '../../common/layout/index.js';
import { useAccess, useTimeZone } from '../../session/index.js';
import { texts } from '../../texts/index.js';
import { backupQuery } from './backups-api.js';
import type { Backup } from './backups-api.js';
import { BackupRecords } from './BackupRecords.js';
import { RestoreDialog } from './RestoreDialog.js';

const route = getRouteApi('/clinic/settings/backups/$id');
const labels = texts.backup;

/** One backup, opened to be looked at. */
export function BackupPage(): React.ReactNode {
  const id = Number(route.useParams().id);
  const { data: backup, error, refetch } = useQuery(backupQuery(id));
  if (error && !backup) return <PageProblem isWholePage error={error} retry={() => void refetch()} />;
  if (!backup) return <PageLoading />;
  return <Inside backup={backup} />;
}

function Inside({ backup }: { readonly backup: Backup }): React.ReactNode {
  const zone = useTimeZone();
  const { canManage } = useAccess();
  const { kind: wanted = 'patients', ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const [isRestoring, setRestoring] = useState(false);
  const kinds = Object.keys(backup.records);
  const kind = kinds.includes(wanted) ? wanted : (kinds[0] ?? wanted);
  const from = formatDateTime(backup.createdAt, zone);
  const actions = (
    <>
      <ButtonLink to="/settings/backups/" variant="default" leftSection={<Icon name="left" />}>
        {labels.back}
      </ButtonLink>
      {canManage && (
        <Button variant="default" onClick={() => setRestoring(true)}>
          {labels.restore}
        </Button>
      )}
    </>
  );
  return (
    <Page title={labels.title(from)} intro={labels.intro} actions={actions}>
      <Group>
        <SegmentedControl
          aria-label={labels.kind}
          value={kind}
          data={kinds.map((value) => ({ value, label: texts.backups.kinds[value] ?? value }))}
          onChange={(next) => void navigate({ search: { kind: next } })}
        />
      </Group>
      <BackupRecords
        // What was chosen of one kind is nothing of another.
        key={kind}
        backup={backup}
        kind={kind}
        search={search}
        onSearch={(next) => void navigate({ search: { kind, ...next } })}
      />
      {isRestoring && <RestoreDialog backup={backup} from={from} onClose={() => setRestoring(false)} />}
    </Page>
  );
}
