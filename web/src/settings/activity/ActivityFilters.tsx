import { Button, Group, NumberInput, Paper, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { formatNumber } from '../../common/format/index.js';
import { texts } from '../../texts/index.js';
import { nameOf, peopleQuery } from '../people/people-api.js';
import { RECORDS } from './activity-api.js';
import type { ActivitySearch } from './activity-search.js';
import { kindName } from './activity-words.js';

const labels = texts.activity;
const PAUSE_MS = 400;

const ACTIONS = Object.entries(labels.actions).map(([value, label]) => ({ value, label }));

interface ActivityFiltersProps {
  readonly search: ActivitySearch;
  readonly onSearch: (search: ActivitySearch) => void;
}

/** Who, what, where and when; each change is in the address, and begins at the first page. */
export function ActivityFilters({ search, onSearch }: ActivityFiltersProps): React.ReactNode {
  const { from, to } = search;
  const choose = (choice: ActivitySearch): void => onSearch({ ...search, page: undefined, ...choice });
  return (
    <Paper p={{ base: 'sm', sm: 'lg' }}>
      <Stack role="search" aria-label={labels.filters}>
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
          <WhoSelect who={search.who} onChoose={(who) => choose({ who })} />
          <Select
            label={labels.what}
            placeholder={labels.anything}
            data={ACTIONS}
            value={search.action ?? null}
            clearable
            searchable
            onChange={(action) => choose({ action: action ?? undefined })}
          />
          <RecordFields key={search.record} search={search} onChoose={choose} />
          <DayField
            label={labels.from}
            day={from}
            onChoose={(day) => choose({ from: day, to: isAfter(day, to) ? day : to })}
          />
          <DayField
            label={labels.to}
            day={to}
            onChoose={(day) => choose({ to: day, from: isAfter(from, day) ? day : from })}
          />
        </SimpleGrid>
        {search.support !== undefined && (
          <Group gap="xs">
            <Text size="sm">{labels.ofSupport(formatNumber(search.support))}</Text>
            <Button size="xs" variant="default" onClick={() => choose({ support: undefined })}>
              {labels.clear}
            </Button>
          </Group>
        )}
      </Stack>
    </Paper>
  );
}

function isAfter(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one > other;
}

interface WhoSelectProps {
  readonly who: number | undefined;
  readonly onChoose: (who: number | undefined) => void;
}

function WhoSelect({ who, onChoose }: WhoSelectProps): React.ReactNode {
  const { data } = useQuery(peopleQuery);
  const people = (data?.items ?? []).map((person) => ({ value: String(person.id), label: nameOf(person) }));
  const isKnown = who === undefined || people.some(({ value }) => value === String(who));
  const also = isKnown ? [] : [{ value: String(who), label: labels.gone(formatNumber(who)) }];
  return (
    <Select
      label={labels.who}
      placeholder={labels.anybody}
      data={[...people, ...also]}
      value={who === undefined ? null : String(who)}
      clearable
      searchable
      onChange={(id) => onChoose(id === null ? undefined : Number(id))}
    />
  );
}

interface RecordFieldsProps {
  readonly search: ActivitySearch;
  readonly onChoose: (choice: ActivitySearch) => void;
}

function RecordFields({ search: { record, number }, onChoose }: RecordFieldsProps): React.ReactNode {
  const tell = useDebouncedCallback(
    (typed: string) => onChoose({ number: typed === '' ? undefined : typed }),
    PAUSE_MS,
  );
  const kinds = [...new Set([...RECORDS, ...(record === undefined ? [] : [record])])];
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <Select
        label={labels.record}
        placeholder={labels.anywhere}
        data={kinds.map((value) => ({ value, label: kindName(value) }))}
        value={record ?? null}
        clearable
        flex={2}
        onChange={(kind) => onChoose({ record: kind ?? undefined, number: undefined })}
      />
      <NumberInput
        label={labels.recordId}
        defaultValue={number ?? ''}
        disabled={record === undefined}
        min={1}
        max={1_000_000}
        allowDecimal={false}
        hideControls
        flex={1}
        onChange={(typed) => tell(String(typed))}
      />
    </Group>
  );
}

interface DayFieldProps {
  readonly label: string;
  readonly day: string | undefined;
  readonly onChoose: (day: string | undefined) => void;
}

function DayField({ label, day, onChoose }: DayFieldProps): React.ReactNode {
  return (
    <TextInput
      type="date"
      label={label}
      value={day ?? ''}
      onChange={({ currentTarget }) => onChoose(currentTarget.value === '' ? undefined : currentTarget.value)}
    />
  );
}
