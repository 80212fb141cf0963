import { formatDateTime, formatDay, formatNumber } from '../format/index.js';
import type { Column } from '../table/index.js';
import { texts } from '../../texts/index.js';
import type { EntryField, Fields } from './entry-field.js';
import { EntryName } from './EntryName.js';

const CENTS = 100;
const AMOUNT = { minimumFractionDigits: 2, maximumFractionDigits: 2 } as const;

/** A column for each field; what takes several lines has none. @param zone in which times are shown. */
export function columnsOf<Input, Row extends Input>(fields: Fields<Input>, zone?: string): readonly Column<Row>[] {
  return fields
    .filter(({ kind }) => kind !== 'text')
    .map((field) => ({
      key: field.name,
      title: field.label,
      sort: field.name,
      isNumber: field.kind === 'integer' || field.kind === 'money',
      render: (row) => shown(field, row[field.name], zone),
    }));
}

function shown<Input>(field: EntryField<Input>, value: unknown, zone: string | undefined): React.ReactNode {
  if (value === null || value === undefined) return '';
  switch (field.kind) {
    case 'integer':
      return formatNumber(value as number);
    case 'money':
      return formatNumber((value as number) / CENTS, AMOUNT);
    case 'boolean':
      return value === true ? texts.general.yes : texts.general.no;
    case 'date':
      return formatDay(value as string);
    case 'datetime':
      return formatDateTime(value as string, zone);
    case 'enum':
      return field.values[value as string] ?? (value as string);
    case 'ref':
      return <EntryName kind={field.of} id={value as number} />;
    default:
      return value as string;
  }
}
