import { Button, Checkbox, Group } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem } from '../../api/index.js';
import { showDone, showProblem } from '../../common/feedback/index.js';
import { formatNumber } from '../../common/format/index.js';
import { Empty } from '../../common/layout/index.js';
import { ListPanel } from '../../common/table/index.js';
import type { Column, ListSearch } from '../../common/table/index.js';
import { useAccess } from '../../session/index.js';
import { texts } from '../../texts/index.js';
import { bringBack, recordsQuery } from './backups-api.js';
import type { Backup, BackupRecord, Returned } from './backups-api.js';
import { useRecordColumns } from './record-columns.js';

const labels = texts.backup;

interface BackupRecordsProps {
  readonly backup: Backup;
  readonly kind: string;
  readonly search: ListSearch;
  readonly onSearch: (search: ListSearch) => void;
}

/** The entries of one kind in a backup, of which some can be chosen and brought back. */
export function BackupRecords({ backup, kind, search, onSearch }: BackupRecordsProps): React.ReactNode {
  const { canManage } = useAccess();
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const query = recordsQuery(backup.id, kind, { sort: 'id', ...search });
  const { columns, nameOf } = useRecordColumns(backup.id, kind, query);
  const { mutate, isPending } = useBringingBack(backup.id, kind, () => setChosen(new Set()));
  const choice: Column<BackupRecord> = {
    key: 'choice',
    title: labels.choose,
    render: (record) => (
      <Checkbox
        aria-label={labels.chooseOne(nameOf(record))}
        checked={chosen.has(record.id)}
        onChange={() => setChosen(toggled(chosen, record.id))}
      />
    ),
  };
  return (
    <>
      <ListPanel
        label={texts.backups.kinds[kind] ?? kind}
        searchLabel={labels.search}
        query={query}
        columns={canManage ? [choice, ...columns] : columns}
        search={search}
        onSearch={onSearch}
        empty={<Empty icon="archive" title={labels.emptyTitle} text={labels.emptyText} />}
      />
      {chosen.size > 0 && (
        <Group justify="flex-end">
          <Button loading={isPending} onClick={() => mutate([...chosen])}>
            {labels.bringBack(formatNumber(chosen.size))}
          </Button>
        </Group>
      )}
    </>
  );
}

function toggled(chosen: ReadonlySet<number>, id: number): ReadonlySet<number> {
  return chosen.has(id) ? new Set([...chosen].filter((one) => one !== id)) : new Set([...chosen, id]);
}

function useBringingBack(id: number, kind: string, done: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (ids: number[]) => bringBack(id, kind, ids),
    onSuccess: (returned) => {
      done();
      showDone(told(returned));
      return queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'backups' });
    },
    onError: (error) => showProblem(explained(error)),
  });
}

function told({ returned, present }: Returned): string {
  const chosen = returned.filter(({ isChosen }) => isChosen).length;
  const others = returned.length - chosen;
  return [
    labels.returned(formatNumber(chosen)),
    ...(others > 0 ? [labels.withOthers(formatNumber(others))] : []),
    ...(present.length > 0 ? [labels.present(formatNumber(present.length))] : []),
  ].join(' ');
}

const WHY: Readonly<Record<string, string>> = { 'value-taken': labels.taken, 'appointment-conflict': labels.clash };

/** Of the reasons for which an entry does not fit, those that people can do something about. */
function explained(error: unknown): unknown {
  if (!(error instanceof ApiProblem) || error.code !== 'conflict') return error;
  const { reason = '' } = (error.problem ?? {}) as { readonly reason?: string };
  return WHY[reason] === undefined ? error : new ApiProblem('conflict', WHY[reason]);
}
