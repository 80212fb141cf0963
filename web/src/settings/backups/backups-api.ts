import { queryOptions } from '@tanstack/react-query';
import { answerOf } from '../../api/index.js';
import type { Schemas } from '../../api/index.js';
import type { ListQuery, ListSearch } from '../../common/table/index.js';
import { api } from '../../session/index.js';

export type Backup = Schemas['Backup'];
/** An entry of a backup; which fields it has besides depends on its kind. */
export type BackupRecord = Schemas['BackupRecord'] & Readonly<Record<string, unknown>>;
export type Returned = Schemas['ReturnedRecords'];
export type Restored = Schemas['Restore'];

const LARGEST_PAGE = 100;
const at = (id: number) => ({ params: { path: { id } } });

export const backupsQuery = (search: ListSearch): ListQuery<Backup> => ({
  queryKey: ['backups', 'list', search],
  queryFn: () => answerOf(api.GET('/api/backups', { params: { query: { sort: '-createdAt', ...search } } })),
});

export const backupQuery = (id: number) =>
  queryOptions({ queryKey: ['backups', 'one', id], queryFn: () => answerOf(api.GET('/api/backups/{id}', at(id))) });

/** What one backup holds of a kind; the first look takes a moment, because the backup is opened for it. */
export const recordsQuery = (
  id: number,
  kind: string,
  query: ListSearch & { readonly pageSize?: number },
): ListQuery<BackupRecord> => ({
  queryKey: ['backups', 'records', id, kind, query],
  staleTime: 60_000,
  queryFn: async () => answerOf(api.GET('/api/backups/{id}/records/{kind}', { params: { path: { id, kind }, query } })),
});

/** The doctors of a backup, as many as one answer holds: appointments tell their numbers only. */
export const doctorsOfBackupQuery = (id: number) =>
  recordsQuery(id, 'doctors', { sort: 'lastName', pageSize: LARGEST_PAGE });

export const takeBackup = (): Promise<Backup> => answerOf(api.POST('/api/backups'));

export const restoreBackup = (id: number): Promise<Restored> => answerOf(api.POST('/api/backups/{id}/restore', at(id)));

export const bringBack = (id: number, kind: string, ids: number[]): Promise<Returned> =>
  answerOf(api.POST('/api/backups/{id}/records/{kind}/bring-back', { params: { path: { id, kind } }, body: { ids } }));
