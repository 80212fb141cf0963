import { SimpleGrid } from '@mantine/core';
import { changesOf, FormDialog, orNull, TextFields, useServerForm } from '../common/forms/index.js';
import type { TextField } from '../common/forms/index.js';
import { texts } from '../texts/index.js';
import type { Doctor, DoctorInput } from './doctors-api.js';
import { doctorInput } from './doctors-api.js';
import { useDoctorActions } from './use-doctor-actions.js';

interface DoctorDialogProps {
  /** Absent: a new one. */
  readonly doctor?: Doctor | undefined;
  readonly onClose: () => void;
}

const labels = texts.doctors;
const FIELDS: readonly TextField<Record<keyof DoctorInput, string>>[] = [
  { name: 'firstName', label: labels.firstName, maxLength: 80 },
  { name: 'lastName', label: labels.lastName, maxLength: 80 },
  { name: 'specialty', label: labels.specialty, maxLength: 120 },
  { name: 'licenseNumber', label: labels.licenseNumber, maxLength: 60, isOptional: true },
  { name: 'email', label: labels.email, type: 'email', isOptional: true },
  { name: 'phone', label: labels.phone, type: 'tel', isOptional: true },
];

export function DoctorDialog({ doctor, onClose }: DoctorDialogProps): React.ReactNode {
  const server = useDoctorForm(doctor, onClose);
  return (
    <FormDialog
      title={doctor ? labels.edit : labels.add}
      submit={doctor ? texts.general.save : labels.add}
      server={server}
      onClose={onClose}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextFields form={server.form} fields={FIELDS} isFirst />
      </SimpleGrid>
    </FormDialog>
  );
}

function useDoctorForm(doctor: Doctor | undefined, done: () => void) {
  const actions = useDoctorActions();
  return useServerForm({
    initialValues: {
      firstName: doctor?.firstName ?? '',
      lastName: doctor?.lastName ?? '',
      specialty: doctor?.specialty ?? '',
      licenseNumber: doctor?.licenseNumber ?? '',
      email: doctor?.email ?? '',
      phone: doctor?.phone ?? '',
    },
    send: async ({ licenseNumber, email, phone, ...names }) => {
      const input = { ...names, licenseNumber: orNull(licenseNumber), email: orNull(email), phone: orNull(phone) };
      if (doctor) await actions.change(doctor, changesOf(doctorInput(doctor), input));
      else await actions.add(input);
      done();
    },
  });
}
