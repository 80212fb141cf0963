import { useQueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../../api/index.js';
import { showDone, showProblem } from '../feedback/index.js';

interface Entry {
  readonly id: number;
}

/** How a kind of entry is written and spoken of. */
export interface EntryKind<Row extends Entry, Input> {
  /** First part of the keys of its queries. */
  readonly key: string;
  readonly labels: Readonly<Record<'added' | 'changed' | 'deleted', (name: string) => string>> & {
    /** Why it cannot be deleted when something refers to it. */
    readonly inUse: string;
  };
  readonly nameOf: (row: Row) => string;
  /** What an entry was made of, to make it again or to put it back. */
  readonly inputOf: (row: Row) => Input;
  readonly create: (input: Input) => Promise<Row>;
  readonly update: (id: number, changes: Partial<Input>) => Promise<Row>;
  readonly remove: (id: number) => Promise<unknown>;
}

export interface EntryActions<Row, Input> {
  readonly add: (input: Input) => Promise<Row>;
  readonly change: (before: Row, changes: Partial<Input>) => Promise<Row>;
  /** @returns whether it is gone. */
  readonly remove: (row: Row) => Promise<boolean>;
}

/** Changes to entries of a kind; each is told, and can be taken back by those who may. */
export function useEntryActions<Row extends Entry, Input>(
  kind: EntryKind<Row, Input>,
  mayDelete = true,
): EntryActions<Row, Input> {
  const { key, labels, nameOf, inputOf, create, update, remove } = kind;
  const queries = useQueryClient();
  const refresh = (): Promise<unknown> =>
    Promise.all([key, 'usage'].map((first) => queries.invalidateQueries({ queryKey: [first] })));
  return {
    add: async (input) => {
      const row = await create(input);
      await refresh();
      showDone(labels.added(nameOf(row)), mayDelete ? () => remove(row.id).then(refresh) : undefined);
      return row;
    },
    change: async (before, changes) => {
      const row = await update(before.id, changes);
      await refresh();
      showDone(labels.changed(nameOf(row)), () => update(before.id, inputOf(before)).then(refresh));
      return row;
    },
    remove: async (row) => {
      try {
        await remove(row.id);
      } catch (error) {
        const isInUse = error instanceof ApiProblem && error.problem?.conflict === 'in-use';
        showProblem(isInUse ? new ApiProblem('conflict', labels.inUse) : error);
        return false;
      }
      await refresh();
      showDone(labels.deleted(nameOf(row)), () => create(inputOf(row)).then(refresh));
      return true;
    },
  };
}
