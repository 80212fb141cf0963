import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { texts } from '../../texts/index.js';
import { entryQuery, foundQuery, labelOf } from './any-entries.js';

interface EntrySelectProps {
  readonly label: string;
  /** Of the entries, as it stands in the address: `patients`. */
  readonly kind: string;
  readonly isOptional?: boolean;
  readonly value?: string | null;
  readonly onChange?: (id: string | null) => void;
  readonly error?: React.ReactNode;
}

const PAUSE_MS = 200;

/** Finds the entry that is to be referred to by any of its words. */
export function EntrySelect(props: EntrySelectProps): React.ReactNode {
  const { label, kind, isOptional = false, value = null, onChange, error } = props;
  const [typed, setTyped] = useState('');
  const { data: chosen } = useQuery({ ...entryQuery(kind, Number(value)), enabled: value !== null });
  // What is chosen stands in the field, and is no search.
  const words = chosen && typed === labelOf(chosen) ? '' : typed.trim();
  const [q] = useDebouncedValue(words, PAUSE_MS);
  const { data: found = [] } = useQuery({ ...foundQuery(kind, q), placeholderData: keepPreviousData });
  const entries = [...(chosen ? [chosen] : []), ...found.filter(({ id }) => id !== chosen?.id)];
  return (
    <Select
      label={label}
      placeholder={texts.general.typeToFind}
      required={!isOptional}
      clearable={isOptional}
      searchable
      data={entries.map((entry) => ({ value: String(entry.id), label: labelOf(entry) }))}
      // The server has searched already.
      filter={({ options }) => options}
      nothingFoundMessage={texts.general.nothingFound}
      searchValue={typed}
      onSearchChange={setTyped}
      value={value}
      onChange={onChange}
      error={error}
    />
  );
}
