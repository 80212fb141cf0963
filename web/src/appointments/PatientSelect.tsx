import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatDay } from '../common/format/index.js';
import { patientName, patientQuery, patientsQuery } from '../patients/patients-api.js';
import type { Patient } from '../patients/patients-api.js';
import { texts } from '../texts/index.js';

interface PatientSelectProps {
  readonly value: string | null;
  readonly onChange: (id: string | null) => void;
  readonly error?: React.ReactNode;
}

const labels = texts.appointments;
const PAUSE_MS = 200;

/** Finds a patient by any part of the name. */
export function PatientSelect({ value, onChange, error }: PatientSelectProps): React.ReactNode {
  const [typed, setTyped] = useState('');
  const { data: chosen } = useQuery({ ...patientQuery(Number(value)), enabled: value !== null });
  // What is chosen stands in the field, and is no search.
  const words = chosen && typed === optionOf(chosen).label ? '' : typed.trim();
  const [q] = useDebouncedValue(words, PAUSE_MS);
  const { data: found } = useQuery({ ...patientsQuery(q === '' ? {} : { q }), placeholderData: keepPreviousData });
  const patients = [...(chosen ? [chosen] : []), ...(found?.items ?? []).filter(({ id }) => id !== chosen?.id)];
  return (
    <Select
      label={labels.patient}
      placeholder={labels.patientHint}
      required
      searchable
      clearable={false}
      data={patients.map(optionOf)}
      // The server has searched already.
      filter={({ options }) => options}
      nothingFoundMessage={labels.nobodyFound}
      searchValue={typed}
      onSearchChange={setTyped}
      value={value}
      onChange={onChange}
      error={error}
    />
  );
}

function optionOf(patient: Patient): { readonly value: string; readonly label: string } {
  const { id, dateOfBirth } = patient;
  return {
    value: String(id),
    label: dateOfBirth ? `${patientName(patient)}, ${formatDay(dateOfBirth)}` : patientName(patient),
  };
}
