import { Select, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { changesOf, FormDialog, orNull, useServerForm } from '../common/forms/index.js';
import { useAccess } from '../session/index.js';
import { texts } from '../texts/index.js';
import { patientInput } from './patients-api.js';
import type { Patient, PatientInput } from './patients-api.js';
import { usePatientActions } from './use-patient-actions.js';

interface PatientDialogProps {
  /** Absent: a new one. */
  readonly patient?: Patient | undefined;
  readonly onClose: (saved?: Patient) => void;
}

const GENDERS = Object.entries(texts.patients.genders).map(([value, label]) => ({ value, label }));

export function PatientDialog({ patient, onClose }: PatientDialogProps): React.ReactNode {
  const labels = texts.patients;
  const server = usePatientForm(patient, onClose);
  const { getInputProps } = server.form;
  return (
    <FormDialog
      title={patient ? labels.edit : labels.add}
      submit={patient ? texts.general.save : labels.add}
      server={server}
      onClose={() => onClose()}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput label={labels.firstName} required maxLength={80} data-autofocus {...getInputProps('firstName')} />
        <TextInput label={labels.lastName} required maxLength={80} {...getInputProps('lastName')} />
        <TextInput label={labels.dateOfBirth} type="date" {...getInputProps('dateOfBirth')} />
        <Select label={labels.gender} data={GENDERS} clearable {...getInputProps('gender')} />
        <TextInput label={labels.phone} type="tel" {...getInputProps('phone')} />
        <TextInput label={labels.email} type="email" {...getInputProps('email')} />
      </SimpleGrid>
      <Textarea label={labels.address} autosize minRows={2} maxLength={500} {...getInputProps('address')} />
      <Textarea label={labels.notes} autosize minRows={3} maxLength={10_000} {...getInputProps('notes')} />
    </FormDialog>
  );
}

function usePatientForm(patient: Patient | undefined, done: (saved: Patient) => void) {
  const { may } = useAccess();
  const actions = usePatientActions(may('deletePatients'));
  return useServerForm({
    initialValues: {
      firstName: patient?.firstName ?? '',
      lastName: patient?.lastName ?? '',
      dateOfBirth: patient?.dateOfBirth ?? '',
      gender: patient?.gender ?? null,
      phone: patient?.phone ?? '',
      email: patient?.email ?? '',
      address: patient?.address ?? '',
      notes: patient?.notes ?? '',
    },
    send: async ({ firstName, lastName, gender, ...rest }) => {
      const optional = Object.fromEntries(Object.entries(rest).map(([field, value]) => [field, orNull(value)]));
      const input = { firstName, lastName, gender, ...optional } as PatientInput;
      done(
        patient
          ? await actions.change(patient, changesOf<PatientInput>(patientInput(patient), input))
          : await actions.add(input),
      );
    },
  });
}
