import { Button, Group, Paper, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { formatSpan } from '../common/format/index.js';
import { Icon } from '../common/layout/index.js';
import { texts } from '../texts/index.js';
import { placeIn } from './calendar.js';
import type { CalendarViewProps } from './CalendarGrid.js';
import classes from './calendar.module.css';
import { StatusBadge } from './StatusBadge.js';

/** Where a new appointment is suggested when there is no point in time to click at. */
const MORNING = 9 * 60;
const labels = texts.appointments;

/** The calendar on narrow screens: a list for each column, moved in the dialog that a line opens. */
export function Agenda({
  columns,
  appointments,
  names,
  zone,
  canWrite,
  onOpen,
  onBook,
}: CalendarViewProps): React.ReactNode {
  return (
    <Stack>
      {columns.map((column) => {
        const placed = placeIn(column, appointments, zone);
        return (
          <Paper key={column.key} p="sm" component="section" aria-label={column.title}>
            <Group justify="space-between" wrap="nowrap">
              <Title order={2} size="h4">
                {column.title}
              </Title>
              {canWrite && (
                <Button
                  size="xs"
                  variant="light"
                  leftSection={<Icon name="plus" size={14} />}
                  aria-label={`${texts.general.add}: ${column.title}`}
                  onClick={() => onBook(column, MORNING)}
                >
                  {texts.general.add}
                </Button>
              )}
            </Group>
            {placed.length === 0 && (
              <Text size="sm" c="dimmed">
                {labels.noneThatDay}
              </Text>
            )}
            {placed.map(({ appointment }) => (
              <UnstyledButton key={appointment.id} className={classes.line} onClick={() => onOpen(appointment)}>
                <span>
                  <strong>{names.get(appointment.patientId) ?? texts.general.none}</strong>
                  <br />
                  {formatSpan(appointment.startsAt, appointment.endsAt, zone)}
                </span>
                <StatusBadge status={appointment.status} />
              </UnstyledButton>
            ))}
          </Paper>
        );
      })}
    </Stack>
  );
}
