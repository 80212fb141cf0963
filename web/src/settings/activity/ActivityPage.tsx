import { Badge, Button, Group } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { formatDateTime } from '../../common/format/index.js';
import { Empty, Page } from '../../common/layout/index.js';
import { ListPanel, SaveListButton } from '../../common/table/index.js';
import type { Column } from '../../common/table/index.js';
import { useTimeZone } from '../../session/index.js';
import { texts } from '../../texts/index.js';
import { activityQuery, exportActivity } from './activity-api.js';
import type { AuditEntry } from './activity-api.js';
import type { ActivitySearch } from './activity-search.js';
import { actionName, personName, recordsOf, roleName } from './activity-words.js';
import { ActivityFilters } from './ActivityFilters.js';
import { EntryDetails } from './EntryDetails.js';

const route = getRouteApi('/clinic/settings/activity');
const labels = texts.activity;

/** Who has seen and done what, the newest first. */
export function ActivityPage(): React.ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const zone = useTimeZone() ?? 'UTC';
  const [opened, setOpened] = useState<AuditEntry>();
  const onSearch = (next: ActivitySearch): void => void navigate({ search: next });
  const { page: _page, ...filter } = search;
  return (
    <Page
      title={labels.title}
      intro={labels.intro}
      actions={<SaveListButton save={() => exportActivity(search, zone)} />}
    >
      <ActivityFilters search={search} onSearch={onSearch} />
      <ListPanel
        label={labels.title}
        query={activityQuery(search, zone)}
        columns={columnsOf(zone)}
        search={search}
        onSearch={({ page }) => onSearch({ ...search, page })}
        actions={(entry) => <DetailsButton entry={entry} zone={zone} onClick={() => setOpened(entry)} />}
        empty={<Nothing isFiltered={Object.keys(filter).length > 0} onClear={() => onSearch({})} />}
      />
      {opened && <EntryDetails entry={opened} zone={zone} onClose={() => setOpened(undefined)} />}
    </Page>
  );
}

function columnsOf(zone: string): readonly Column<AuditEntry>[] {
  return [
    { key: 'when', title: labels.when, render: ({ at }) => formatDateTime(at, zone) },
    { key: 'who', title: labels.who, render: (entry) => <Who entry={entry} /> },
    { key: 'what', title: labels.what, render: (entry) => actionName(entry) },
    { key: 'record', title: labels.record, render: (entry) => recordsOf(entry) },
  ];
}

function Who({ entry }: { readonly entry: AuditEntry }): React.ReactNode {
  const isSupport = entry.supportAccessId !== null && entry.role !== 'owner';
  return (
    <Group gap="xs">
      <strong>{personName(entry)}</strong>
      {isSupport ? (
        <Badge color="blue" c="var(--mantine-color-text)">
          {labels.support}
        </Badge>
      ) : (
        roleName(entry.role)
      )}
    </Group>
  );
}

interface DetailsButtonProps {
  readonly entry: AuditEntry;
  readonly zone: string;
  readonly onClick: () => void;
}

function DetailsButton({ entry, zone, onClick }: DetailsButtonProps): React.ReactNode {
  const name = labels.detailsOf(actionName(entry), formatDateTime(entry.at, zone));
  return (
    <Button size="xs" variant="default" aria-label={name} onClick={onClick}>
      {labels.details}
    </Button>
  );
}

interface NothingProps {
  readonly isFiltered: boolean;
  readonly onClear: () => void;
}

function Nothing({ isFiltered, onClear }: NothingProps): React.ReactNode {
  if (!isFiltered) return <Empty icon="list" title={labels.emptyTitle} text={labels.emptyText} />;
  return (
    <Empty icon="search" title={labels.nothingTitle} text={labels.nothingText}>
      <Button variant="default" onClick={onClear}>
        {labels.clear}
      </Button>
    </Empty>
  );
}
