import { ActionIcon, Button, Group, SegmentedControl, Select, TextInput } from '@mantine/core';
import { addDays } from '../common/format/index.js';
import { Icon } from '../common/layout/index.js';
import { texts } from '../texts/index.js';
import type { CalendarSearch } from './calendar-search.js';
import { doctorName } from './use-calendar.js';
import type { Calendar } from './use-calendar.js';

const labels = texts.appointments;
const ALL = 'all';

interface CalendarToolbarProps {
  readonly calendar: Calendar;
  readonly search: CalendarSearch;
  readonly onSearch: (search: CalendarSearch) => void;
}

/** Which days, and whose. */
export function CalendarToolbar({ calendar, search, onSearch }: CalendarToolbarProps): React.ReactNode {
  const { date, view } = calendar;
  const step = view === 'week' ? 7 : 1;
  const goTo = (day: string): void => onSearch({ ...search, date: day });
  const { date: _date, ...withoutDate } = search;
  return (
    <Group justify="space-between" align="flex-end" gap="sm">
      <Group gap="xs" align="flex-end">
        <ActionIcon variant="default" size={36} aria-label={labels.previous} onClick={() => goTo(addDays(date, -step))}>
          <Icon name="left" />
        </ActionIcon>
        <Button variant="default" onClick={() => onSearch(withoutDate)}>
          {labels.today}
        </Button>
        <ActionIcon variant="default" size={36} aria-label={labels.next} onClick={() => goTo(addDays(date, step))}>
          <Icon name="right" />
        </ActionIcon>
        <TextInput
          type="date"
          aria-label={labels.date}
          value={date}
          onChange={({ currentTarget }) => currentTarget.value && goTo(currentTarget.value)}
        />
      </Group>
      <Group gap="xs" align="flex-end">
        <DoctorFilter calendar={calendar} search={search} onSearch={onSearch} />
        <SegmentedControl
          aria-label={labels.view}
          value={view}
          data={[
            { value: 'day', label: labels.day },
            { value: 'week', label: labels.week },
          ]}
          onChange={(chosen) => {
            const { view: _view, ...rest } = search;
            onSearch(chosen === 'week' ? { ...rest, view: 'week' } : rest);
          }}
        />
      </Group>
    </Group>
  );
}

function DoctorFilter({
  calendar: { doctors = [], doctorId, view },
  search,
  onSearch,
}: CalendarToolbarProps): React.ReactNode {
  const all = view === 'week' ? [] : [{ value: ALL, label: labels.allDoctors }];
  return (
    <Select
      aria-label={labels.doctor}
      w={210}
      searchable={doctors.length > 8}
      allowDeselect={false}
      value={doctorId === undefined ? ALL : String(doctorId)}
      data={[...all, ...doctors.map((doctor) => ({ value: String(doctor.id), label: doctorName(doctor) }))]}
      onChange={(chosen) => {
        const { doctor: _doctor, ...rest } = search;
        onSearch(chosen === ALL || chosen === null ? rest : { ...rest, doctor: Number(chosen) });
      }}
    />
  );
}
