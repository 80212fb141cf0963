import { useQuery } from '@tanstack/react-query';
import { formatNumber } from '../format/index.js';
import { texts } from '../../texts/index.js';
import { entryQuery, labelOf } from './any-entries.js';

interface EntryNameProps {
  /** Of the entry, as it stands in the address: `patients`. */
  readonly kind: string;
  readonly id: number;
}

/** What an entry is called that another one refers to by its number. */
export function EntryName({ kind, id }: EntryNameProps): React.ReactNode {
  const { data } = useQuery(entryQuery(kind, id));
  return data ? labelOf(data) : texts.general.entry(formatNumber(id));
}
