import { Alert, Button, Select, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { showProblem } from '../common/feedback/index.js';
import { formatNumber, formatSpan } from '../common/format/index.js';
import { FormDialog } from '../common/forms/index.js';
import { useAccess } from '../session/index.js';
import { texts } from '../texts/index.js';
import type { Appointment } from './appointments-api.js';
import { PatientSelect } from './PatientSelect.js';
import { useAppointmentActions } from './use-appointment-actions.js';
import { useAppointmentForm } from './use-appointment-form.js';
import { doctorName } from './use-calendar.js';
import type { Calendar } from './use-calendar.js';
import { usePatientNames } from './use-patient-names.js';

const labels = texts.appointments;
const LENGTHS = [10, 15, 20, 30, 45, 60, 90, 120, 180, 240];
const STATUSES = Object.entries(labels.statuses).map(([value, label]) => ({ value, label }));

/** A new appointment, as far as it is known where it is begun. */
export interface Draft {
  readonly date: string;
  readonly minutes: number;
  readonly doctorId?: number | undefined;
  readonly patientId?: number | undefined;
}

interface AppointmentDialogProps {
  readonly edited: Appointment | Draft;
  readonly calendar: Calendar;
  readonly onClose: () => void;
}

/** An appointment: made, moved, brought to its next state. A clash is shown before it is sent. */
export function AppointmentDialog({ edited, calendar, onClose }: AppointmentDialogProps): React.ReactNode {
  const { server, conflict } = useAppointmentForm(edited, calendar.zone, onClose);
  const { canWrite } = useAccess();
  const { form } = server;
  const isThere = 'id' in edited;
  const doctors = (calendar.doctors ?? []).map((doctor) => ({ value: String(doctor.id), label: doctorName(doctor) }));
  return (
    <FormDialog
      title={isThere ? labels.edit : labels.add}
      submit={isThere ? texts.general.save : labels.add}
      server={server}
      onClose={onClose}
      isBlocked={!canWrite || conflict !== undefined}
      extra={isThere && canWrite && <DeleteButton appointment={edited} onClose={onClose} />}
    >
      <PatientSelect
        value={form.values.patientId}
        onChange={(id) => form.setFieldValue('patientId', id)}
        error={form.errors.patientId}
      />
      <Select
        label={labels.doctor}
        required
        data={doctors}
        searchable={doctors.length > 8}
        allowDeselect={false}
        {...form.getInputProps('doctorId')}
      />
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <TextInput type="date" label={labels.date} required {...form.getInputProps('date')} />
        <TextInput type="time" label={labels.starts} required {...form.getInputProps('time')} />
        <Select
          label={labels.length}
          data={lengths(form.values.length)}
          allowDeselect={false}
          {...form.getInputProps('length')}
        />
      </SimpleGrid>
      {conflict && <ConflictAlert conflict={conflict} zone={calendar.zone} />}
      <Textarea label={labels.reason} autosize minRows={2} maxLength={500} {...form.getInputProps('reason')} />
      {isThere && (
        <Select label={labels.status} data={STATUSES} allowDeselect={false} {...form.getInputProps('status')} />
      )}
    </FormDialog>
  );
}

function lengths(own: string): { readonly value: string; readonly label: string }[] {
  const all = [...new Set([...LENGTHS, Number(own)])].sort((a, b) => a - b);
  const label = (minutes: number): string =>
    minutes > 120 ? labels.hours(formatNumber(minutes / 60)) : labels.minutes(minutes);
  return all.map((minutes) => ({ value: String(minutes), label: label(minutes) }));
}

interface ConflictAlertProps {
  readonly conflict: Appointment;
  readonly zone: string;
}

function ConflictAlert({ conflict, zone }: ConflictAlertProps): React.ReactNode {
  const { startsAt, endsAt, patientId } = conflict;
  const patient = usePatientNames([patientId]).get(patientId) ?? texts.general.none;
  return (
    <Alert color="red" variant="light" role="alert" title={labels.conflictTitle}>
      {labels.conflictWith(formatSpan(startsAt, endsAt, zone), patient)}
    </Alert>
  );
}

function DeleteButton({
  appointment,
  onClose,
}: {
  readonly appointment: Appointment;
  readonly onClose: () => void;
}): React.ReactNode {
  const { remove } = useAppointmentActions();
  return (
    <Button
      variant="subtle"
      color="red"
      c="var(--mantine-color-error)"
      onClick={() => void remove(appointment).then(onClose, showProblem)}
    >
      {texts.general.delete}
    </Button>
  );
}
