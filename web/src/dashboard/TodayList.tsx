import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { spanQuery } from '../appointments/appointments-api.js';
import type { Appointment } from '../appointments/appointments-api.js';
import { StatusBadge } from '../appointments/StatusBadge.js';
import { usePatientNames } from '../appointments/use-patient-names.js';
import { PageProblem } from '../common/feedback/index.js';
import { daySpan, formatSpan } from '../common/format/index.js';
import { ButtonLink, Empty, PageLink, PageLoading } from '../common/layout/index.js';
import { allDoctorsQuery } from '../doctors/doctors-api.js';
import { useAccess } from '../session/index.js';
import { texts } from '../texts/index.js';
import classes from './dashboard.module.css';

const labels = texts.dashboard;

interface TodayListProps {
  readonly today: string;
  readonly zone: string;
}

/** Who comes today, and when. */
export function TodayList({ today, zone }: TodayListProps): React.ReactNode {
  const { data, error, refetch } = useQuery(spanQuery(daySpan(today, 1, zone)));
  return (
    <Paper p="lg" h="100%">
      <Group justify="space-between" mb="md">
        <Title order={2}>{labels.today}</Title>
        <PageLink to="/appointments/" size="sm">
          {labels.openCalendar}
        </PageLink>
      </Group>
      {error && !data && <PageProblem error={error} retry={() => void refetch()} />}
      {!data && !error && <PageLoading />}
      {data?.length === 0 && <NothingToday />}
      {data && data.length > 0 && <Lines appointments={data} zone={zone} />}
    </Paper>
  );
}

function NothingToday(): React.ReactNode {
  const { canWrite } = useAccess();
  return (
    <Empty icon="calendar" title={labels.todayEmpty} text={labels.todayEmptyHint}>
      {canWrite && (
        <ButtonLink to="/appointments/" variant="light">
          {labels.book}
        </ButtonLink>
      )}
    </Empty>
  );
}

interface LinesProps {
  readonly appointments: readonly Appointment[];
  readonly zone: string;
}

function Lines({ appointments, zone }: LinesProps): React.ReactNode {
  const names = usePatientNames(appointments.map(({ patientId }) => patientId));
  const { data: doctors = [] } = useQuery(allDoctorsQuery);
  const doctorOf = (wanted: number): string => {
    const doctor = doctors.find(({ id }) => id === wanted);
    return doctor ? texts.general.nameOf(doctor.firstName, doctor.lastName) : '';
  };
  return (
    <Stack component="ul" gap={0} p={0} m={0} className={classes.lines}>
      {appointments.map(({ id, startsAt, endsAt, patientId, doctorId, reason, status }) => (
        <li key={id} className={classes.line}>
          <Text size="sm" fw={600} className={classes.time}>
            {formatSpan(startsAt, endsAt, zone)}
          </Text>
          <div className={classes.who}>
            <PageLink to="/patients/$id/" params={{ id: String(patientId) }} fw={550}>
              {names.get(patientId) ?? texts.general.none}
            </PageLink>
            <Text size="sm" c="dimmed">
              {doctorOf(doctorId)}
              {reason && ` · ${reason}`}
            </Text>
          </div>
          <StatusBadge status={status} />
        </li>
      ))}
    </Stack>
  );
}
