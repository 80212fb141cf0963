import { Button } from '@mantine/core';
import { useState } from 'react';
import { ButtonLink, Empty, Icon, Page } from '../layout/index.js';
import type { IconName } from '../layout/index.js';
import { texts } from '../../texts/index.js';
import type { Column } from './DataTable.js';
import type { ListQuery } from './list-query.js';
import { ListPanel } from './ListPanel.js';
import type { ListSearch } from './list-search.js';
import { RowActions } from './RowActions.js';
import { SaveListButton } from './SaveListButton.js';

export interface EntriesLabels {
  readonly title: string;
  readonly search: string;
  readonly add: string;
  readonly emptyTitle: string;
  readonly emptyText: string;
  readonly editOne: (name: string) => string;
  readonly deleteOne: (name: string) => string;
}

interface EntriesPageProps<Row> {
  readonly labels: EntriesLabels;
  readonly icon: IconName;
  readonly query: ListQuery<Row>;
  readonly columns: readonly Column<Row>[];
  readonly search: ListSearch;
  readonly onSearch: (search: ListSearch) => void;
  readonly nameOf: (row: Row) => string;
  readonly canWrite: boolean;
  /** Absent: whoever looks may not delete. */
  readonly remove?: ((row: Row) => Promise<unknown>) | undefined;
  /** Where a file is taken in; absent: whoever looks may not. */
  readonly importPath?: string | undefined;
  /** Saves all that is found as a file; absent: whoever looks may not. */
  readonly save?: (() => Promise<unknown>) | undefined;
  /** @param row absent: a new one. */
  readonly dialog: (row: Row | undefined, onClose: () => void) => React.ReactNode;
}

/** All entries of a kind: found, sorted and paged by the address, added and changed in a dialog. */
export function EntriesPage<Row extends { readonly id: number }>(props: EntriesPageProps<Row>): React.ReactNode {
  const { labels, icon, query, columns, search, onSearch, canWrite, save, dialog } = props;
  const [edited, setEdited] = useState<Row | 'new'>();
  const buttons = canWrite && <Buttons {...props} onAdd={() => setEdited('new')} />;
  return (
    <Page
      title={labels.title}
      actions={
        <>
          {save && <SaveListButton save={save} />}
          {buttons}
        </>
      }
    >
      <ListPanel
        label={labels.title}
        searchLabel={labels.search}
        query={query}
        columns={columns}
        search={search}
        onSearch={onSearch}
        actions={canWrite ? (row) => <Actions {...props} row={row} onEdit={() => setEdited(row)} /> : undefined}
        empty={
          <Empty icon={icon} title={labels.emptyTitle} text={labels.emptyText}>
            {buttons}
          </Empty>
        }
      />
      {edited && dialog(edited === 'new' ? undefined : edited, () => setEdited(undefined))}
    </Page>
  );
}

type ButtonsProps = Pick<EntriesPageProps<never>, 'labels' | 'importPath'> & { readonly onAdd: () => void };

function Buttons({ labels, importPath, onAdd }: ButtonsProps): React.ReactNode {
  return (
    <>
      {importPath !== undefined && (
        <ButtonLink to={importPath} variant="default" leftSection={<Icon name="upload" />}>
          {texts.imports.open}
        </ButtonLink>
      )}
      <Button leftSection={<Icon name="plus" />} onClick={onAdd}>
        {labels.add}
      </Button>
    </>
  );
}

type ActionsProps<Row> = Pick<EntriesPageProps<Row>, 'labels' | 'nameOf' | 'remove'> & {
  readonly row: Row;
  readonly onEdit: () => void;
};

function Actions<Row>({ labels, nameOf, remove, row, onEdit }: ActionsProps<Row>): React.ReactNode {
  const name = nameOf(row);
  return (
    <RowActions
      edit={{ label: labels.editOne(name), onClick: onEdit }}
      remove={remove && { label: labels.deleteOne(name), onClick: () => void remove(row) }}
    />
  );
}
