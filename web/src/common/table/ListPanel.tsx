import { Button, Group, Paper } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { PageProblem } from '../feedback/index.js';
import { Empty, PageLoading } from '../layout/index.js';
import { texts } from '../../texts/index.js';
import { DataTable, Pager } from './DataTable.js';
import type { Column } from './DataTable.js';
import type { ListPage, ListQuery } from './list-query.js';
import type { ListSearch } from './list-search.js';
import { SearchField } from './SearchField.js';

interface ListPanelProps<Row> {
  readonly label: string;
  /** Without it nothing is searched. */
  readonly searchLabel?: string;
  readonly query: ListQuery<Row>;
  readonly columns: readonly Column<Row>[];
  readonly search: ListSearch;
  readonly onSearch: (search: ListSearch) => void;
  readonly actions?: ((row: Row) => React.ReactNode) | undefined;
  /** Shown when there is nothing, not even without a search. */
  readonly empty: React.ReactNode;
}

/** A list with its search, order and pages, all of which are in the address. */
export function ListPanel<Row extends { readonly id?: number; readonly code?: string }>(
  props: ListPanelProps<Row>,
): React.ReactNode {
  const { query, search, onSearch, searchLabel, empty } = props;
  const { data, error, refetch } = useQuery({ ...query, placeholderData: keepPreviousData });
  if (error && !data) return <PageProblem error={error} retry={() => void refetch()} />;
  if (!data) return <PageLoading />;
  if (data.total === 0 && search.q === undefined) return <Paper>{empty}</Paper>;
  return (
    <Paper p={{ base: 'sm', sm: 'lg' }}>
      {searchLabel !== undefined && (
        <Group mb="md">
          <SearchField
            label={searchLabel}
            value={search.q ?? ''}
            onChange={(q) => onSearch({ ...(search.sort && { sort: search.sort }), ...(q && { q }) })}
          />
        </Group>
      )}
      {data.total === 0 ? <NothingFound {...props} /> : <Rows {...props} data={data} />}
    </Paper>
  );
}

function Rows<Row extends { readonly id?: number; readonly code?: string }>({
  data,
  label,
  columns,
  search,
  onSearch,
  actions,
}: ListPanelProps<Row> & { readonly data: ListPage<Row> }): React.ReactNode {
  return (
    <>
      <DataTable
        label={label}
        columns={columns}
        rows={data.items}
        search={search}
        onSearch={onSearch}
        actions={actions}
      />
      <Pager total={data.total} pageSize={data.pageSize} search={search} onSearch={onSearch} />
    </>
  );
}

function NothingFound({ search, onSearch }: Pick<ListPanelProps<never>, 'search' | 'onSearch'>): React.ReactNode {
  return (
    <Empty icon="search" title={texts.table.nothingFound(search.q ?? '')} text={texts.table.nothingFoundHint}>
      <Button variant="default" onClick={() => onSearch({})}>
        {texts.table.clearSearch}
      </Button>
    </Empty>
  );
}
