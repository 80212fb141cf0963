import { Pagination, Group, Table, Text, UnstyledButton } from '@mantine/core';
import { formatNumber } from '../format/index.js';
import { Icon } from '../layout/index.js';
import { texts } from '../../texts/index.js';
import type { ListSearch } from './list-search.js';
import classes from './table.module.css';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** What the API sorts by; absent: it does not. */
  readonly sort?: string;
  readonly render: (row: Row) => React.ReactNode;
  /** Numbers stand under each other. */
  readonly isNumber?: boolean;
}

interface DataTableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** Without it nothing is sorted. */
  readonly search?: ListSearch;
  readonly onSearch?: (search: ListSearch) => void;
  /** Buttons at the end of a row. */
  readonly actions?: ((row: Row) => React.ReactNode) | undefined;
}

/** A table that its address sorts. On narrow screens each row is a card. */
export function DataTable<Row extends { readonly id?: number | string; readonly code?: string }>(
  props: DataTableProps<Row>,
): React.ReactNode {
  const { label, columns, rows, search = {}, onSearch, actions } = props;
  return (
    <Table aria-label={label} className={classes.table} role="table">
      <Table.Thead role="rowgroup">
        <Table.Tr role="row">
          {columns.map((column) => (
            <Heading key={column.key} column={column} search={search} onSearch={onSearch} />
          ))}
          {actions && (
            <Table.Th role="columnheader">
              <span className={classes.hidden}>{texts.general.actions}</span>
            </Table.Th>
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody role="rowgroup">
        {rows.map((row) => (
          <Table.Tr key={row.id ?? row.code} role="row">
            {columns.map(({ key, title, render, isNumber }) => (
              <Table.Td key={key} role="cell" data-label={title} data-number={isNumber}>
                {render(row)}
              </Table.Td>
            ))}
            {actions && (
              <Table.Td role="cell" className={classes.actions}>
                {actions(row)}
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

interface HeadingProps<Row> {
  readonly column: Column<Row>;
  readonly search: ListSearch;
  readonly onSearch: ((search: ListSearch) => void) | undefined;
}

function Heading<Row>({ column, search, onSearch }: HeadingProps<Row>): React.ReactNode {
  const { title, sort, isNumber } = column;
  if (sort === undefined || onSearch === undefined) {
    return (
      <Table.Th role="columnheader" data-number={isNumber}>
        {title}
      </Table.Th>
    );
  }
  const isUp = search.sort === sort;
  const isDown = search.sort === `-${sort}`;
  return (
    <Table.Th
      role="columnheader"
      data-number={isNumber}
      aria-sort={isUp ? 'ascending' : isDown ? 'descending' : undefined}
    >
      <UnstyledButton
        className={classes.sort}
        title={texts.table.sortBy(title)}
        onClick={() => onSearch({ ...search, sort: isUp ? `-${sort}` : sort, page: undefined })}
      >
        {title}
        {isUp && <Icon name="up" size={14} />}
        {isDown && <Icon name="down" size={14} />}
      </UnstyledButton>
    </Table.Th>
  );
}

interface PagerProps {
  readonly total: number;
  readonly pageSize: number;
  readonly search: ListSearch;
  readonly onSearch: (search: ListSearch) => void;
}

export function Pager({ total, pageSize, search, onSearch }: PagerProps): React.ReactNode {
  const pages = Math.ceil(total / pageSize);
  return (
    <Group justify="space-between" mt="md" gap="xs">
      <Text size="sm" c="dimmed" role="status">
        {texts.table.total(formatNumber(total))}
      </Text>
      {pages > 1 && (
        <Pagination
          total={pages}
          value={search.page ?? 1}
          onChange={(page) => onSearch({ ...search, page })}
          siblings={1}
          boundaries={1}
          size="sm"
          getControlProps={(control) => ({
            'aria-label': control === 'next' ? texts.table.nextPage : texts.table.previousPage,
          })}
          getItemProps={(page) => ({ 'aria-label': texts.table.page(page, pages) })}
        />
      )}
    </Group>
  );
}
