import { SimpleGrid, TextInput } from '@mantine/core';
import { changesOf, FormDialog, orNull, useServerForm } from '../common/forms/index.js';
import { texts } from '../texts/index.js';
import type { Doctor } from './doctors-api.js';
import { doctorInput } from './doctors-api.js';
import { useDoctorActions } from './use-doctor-actions.js';

interface DoctorDialogProps {
  /** Absent: a new one. */
  readonly doctor?: Doctor | undefined;
  readonly onClose: () => void;
}

export function DoctorDialog({ doctor, onClose }: DoctorDialogProps): React.ReactNode {
  const labels = texts.doctors;
  const server = useDoctorForm(doctor, onClose);
  const { getInputProps } = server.form;
  return (
    <FormDialog
      title={doctor ? labels.edit : labels.add}
      submit={doctor ? texts.general.save : labels.add}
      server={server}
      onClose={onClose}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput label={labels.firstName} required maxLength={80} data-autofocus {...getInputProps('firstName')} />
        <TextInput label={labels.lastName} required maxLength={80} {...getInputProps('lastName')} />
        <TextInput label={labels.specialty} required maxLength={120} {...getInputProps('specialty')} />
        <TextInput label={labels.licenseNumber} maxLength={60} {...getInputProps('licenseNumber')} />
        <TextInput label={labels.email} type="email" {...getInputProps('email')} />
        <TextInput label={labels.phone} type="tel" {...getInputProps('phone')} />
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
