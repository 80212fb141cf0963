import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { appointmentsQuery } from '../appointments/appointments-api.js';
import type { Appointment } from '../appointments/appointments-api.js';
import { StatusBadge } from '../appointments/StatusBadge.js';
import { allDoctorsQuery } from '../doctors/doctors-api.js';
import { PageProblem } from '../common/feedback/index.js';
import { formatDateTime, wallTime } from '../common/format/index.js';
import { PageLink, PageLoading } from '../common/layout/index.js';
import { useMe } from '../session/index.js';
import { texts } from '../texts/index.js';

const labels = texts.patients;
const MOST = 100;

/** A patient's appointments: those to come, the next one first, and those that were, the last one first. */
export function PatientAppointments({ patientId }: { readonly patientId: number }): React.ReactNode {
  const { data, error, refetch } = useQuery(appointmentsQuery({ patientId, sort: '-startsAt', pageSize: MOST }));
  if (error && !data) return <PageProblem error={error} retry={() => void refetch()} />;
  if (!data) return <PageLoading />;
  const now = new Date().toISOString();
  const upcoming = data.items.filter(({ endsAt }) => endsAt > now).reverse();
  const past = data.items.filter(({ endsAt }) => endsAt <= now);
  return (
    <Stack>
      <Appointments title={labels.upcoming} empty={labels.upcomingEmpty} appointments={upcoming} />
      <Appointments title={labels.past} empty={labels.pastEmpty} appointments={past} />
    </Stack>
  );
}

interface AppointmentsProps {
  readonly title: string;
  readonly empty: string;
  readonly appointments: readonly Appointment[];
}

function Appointments({ title, empty, appointments }: AppointmentsProps): React.ReactNode {
  return (
    <Paper p="lg">
      <Title order={2} mb="md">
        {title}
      </Title>
      {appointments.length === 0 && <Text c="dimmed">{empty}</Text>}
      <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {appointments.map((appointment) => (
          <Line key={appointment.id} appointment={appointment} />
        ))}
      </Stack>
    </Paper>
  );
}

function Line({ appointment }: { readonly appointment: Appointment }): React.ReactNode {
  const zone = useMe().company?.timeZone ?? 'UTC';
  const { data: doctors = [] } = useQuery(allDoctorsQuery);
  const { doctorId, startsAt, reason, status } = appointment;
  const doctor = doctors.find(({ id }) => id === doctorId);
  return (
    <Group component="li" justify="space-between" wrap="nowrap" align="flex-start">
      <div>
        <PageLink to="/appointments/" search={{ date: wallTime(startsAt, zone).date, doctor: doctorId }} fw={550}>
          {formatDateTime(startsAt, zone)}
        </PageLink>
        <Text size="sm" c="dimmed">
          {doctor && texts.general.nameOf(doctor.firstName, doctor.lastName)}
          {reason && ` · ${reason}`}
        </Text>
      </div>
      <StatusBadge status={status} />
    </Group>
  );
}
