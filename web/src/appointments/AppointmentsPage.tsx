import { Button, Paper, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { PageProblem } from '../common/feedback/index.js';
import { formatDay, wallTime } from '../common/format/index.js';
import { ButtonLink, Empty, Icon, Page, PageLoading } from '../common/layout/index.js';
import { useAccess } from '../session/index.js';
import { texts } from '../texts/index.js';
import { Agenda } from './Agenda.js';
import { AppointmentDialog } from './AppointmentDialog.js';
import type { Draft } from './AppointmentDialog.js';
import type { Appointment } from './appointments-api.js';
import { CalendarGrid } from './CalendarGrid.js';
import { CalendarToolbar } from './CalendarToolbar.js';
import { useCalendar } from './use-calendar.js';
import type { Calendar } from './use-calendar.js';
import { usePatientNames } from './use-patient-names.js';

const route = getRouteApi('/clinic/appointments');
const labels = texts.appointments;
const LONG_DAY = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
const NEXT_STEP_MINUTES = 30;

/** The calendar: a day of all doctors or of one, or one doctor's week. */
export function AppointmentsPage(): React.ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const calendar = useCalendar(search);
  const { canWrite } = useAccess();
  const [edited, setEdited] = useState<Appointment | Draft | undefined>(
    search.book === undefined ? undefined : nextDraft(calendar, search.book),
  );
  const close = (): void => {
    setEdited(undefined);
    const { book: _book, ...rest } = search;
    if (search.book !== undefined) void navigate({ search: rest, replace: true });
  };
  const hasDoctors = (calendar.doctors?.length ?? 0) > 0;
  const add = canWrite && hasDoctors && (
    <Button leftSection={<Icon name="plus" />} onClick={() => setEdited(nextDraft(calendar))}>
      {labels.add}
    </Button>
  );
  return (
    <Page
      title={labels.title}
      intro={`${formatDay(calendar.date, LONG_DAY)} · ${labels.timesIn(calendar.zone)}`}
      actions={add}
    >
      {hasDoctors && (
        <CalendarToolbar calendar={calendar} search={search} onSearch={(next) => void navigate({ search: next })} />
      )}
      <CalendarBody calendar={calendar} onEdit={setEdited} />
      {edited && hasDoctors && <AppointmentDialog edited={edited} calendar={calendar} onClose={close} />}
    </Page>
  );
}

/** The next half hour of the day that is shown, or its morning. */
function nextDraft({ date, today, zone, doctorId }: Calendar, patientId?: number): Draft {
  const now = wallTime(new Date(), zone).minutes;
  const minutes = date === today ? Math.min(Math.ceil(now / NEXT_STEP_MINUTES) * NEXT_STEP_MINUTES, 23 * 60) : 9 * 60;
  return { date, minutes, doctorId, patientId };
}

interface CalendarBodyProps {
  readonly calendar: Calendar;
  readonly onEdit: (edited: Appointment | Draft) => void;
}

function CalendarBody({ calendar, onEdit }: CalendarBodyProps): React.ReactNode {
  const { columns, appointments, zone, today, doctors, error, refetch } = calendar;
  const { canWrite } = useAccess();
  const isNarrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const names = usePatientNames((appointments ?? []).map(({ patientId }) => patientId));
  if (error && (!doctors || !appointments)) return <PageProblem error={error} retry={refetch} />;
  if (!doctors || !appointments) return <PageLoading />;
  if (doctors.length === 0) return <NoDoctors />;
  const View = isNarrow ? Agenda : CalendarGrid;
  return (
    <>
      <View
        columns={columns}
        appointments={appointments}
        names={names}
        zone={zone}
        today={today}
        canWrite={canWrite}
        onOpen={onEdit}
        onBook={({ date, doctorId }, minutes) => onEdit({ date, doctorId, minutes })}
      />
      {!isNarrow && canWrite && (
        <Text size="sm" c="dimmed" aria-hidden>
          {labels.moveHelp}
        </Text>
      )}
    </>
  );
}

function NoDoctors(): React.ReactNode {
  const { may } = useAccess();
  return (
    <Paper>
      <Empty icon="doctor" title={labels.noDoctors} text={labels.noDoctorsHint}>
        {may('manageDoctors') && <ButtonLink to="/doctors/">{texts.doctors.title}</ButtonLink>}
      </Empty>
    </Paper>
  );
}
