import { Group, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Icon, PageLink } from '../common/layout/index.js';
import { useAccess } from '../session/index.js';
import { usageQuery } from '../subscription/usage.js';
import { appointmentsQuery } from '../appointments/appointments-api.js';
import { texts } from '../texts/index.js';

const labels = texts.dashboard;

/** What a new clinic does first; gone when all of it is done. */
export function FirstSteps(): React.ReactNode {
  const { canWrite, may } = useAccess();
  const { data: usage } = useQuery(usageQuery);
  const { data: appointments } = useQuery(appointmentsQuery({ pageSize: 1 }));
  if (!usage || !appointments || !canWrite || !may('manageDoctors')) return null;
  const steps = [
    { to: '/doctors/', label: labels.addDoctor, isDone: usage.doctors.used > 0 },
    { to: '/patients/', label: labels.addPatient, isDone: usage.patients.used > 0 },
    { to: '/appointments/', label: labels.addAppointment, isDone: appointments.total > 0 },
  ];
  if (steps.every(({ isDone }) => isDone)) return null;
  return (
    <Paper p="lg">
      <Title order={2}>{labels.firstSteps}</Title>
      <Text size="sm" c="dimmed" mb="md">
        {labels.firstStepsHint}
      </Text>
      <Stack gap="sm" component="ol" p={0} m={0} style={{ listStyle: 'none' }}>
        {steps.map(({ to, label, isDone }, index) => (
          <Group key={to} component="li" gap="sm" wrap="nowrap">
            <ThemeIcon variant={isDone ? 'filled' : 'light'} radius="xl" size="md" aria-hidden>
              {isDone ? <Icon name="check" size={14} /> : index + 1}
            </ThemeIcon>
            {isDone ? (
              <Text c="dimmed">
                {label} ({labels.done})
              </Text>
            ) : (
              <PageLink to={to}>{label}</PageLink>
            )}
          </Group>
        ))}
      </Stack>
    </Paper>
  );
}
