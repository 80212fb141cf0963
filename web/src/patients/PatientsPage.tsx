import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { formatDay } from '../common/format/index.js';
import { ButtonLink, Empty, Icon, Page, PageLink } from '../common/layout/index.js';
import { ListPanel, RowActions } from '../common/table/index.js';
import type { Column } from '../common/table/index.js';
import { useAccess } from '../session/index.js';
import { texts } from '../texts/index.js';
import { PatientDialog } from './PatientDialog.js';
import { patientName, patientsQuery } from './patients-api.js';
import type { Patient } from './patients-api.js';
import { usePatientActions } from './use-patient-actions.js';

const route = getRouteApi('/clinic/patients');
const labels = texts.patients;

const COLUMNS: readonly Column<Patient>[] = [
  {
    key: 'name',
    title: labels.name,
    sort: 'lastName',
    render: (patient) => (
      <PageLink to="/patients/$id/" params={{ id: String(patient.id) }} fw={600}>
        {patientName(patient)}
      </PageLink>
    ),
  },
  {
    key: 'dateOfBirth',
    title: labels.dateOfBirth,
    sort: 'dateOfBirth',
    render: ({ dateOfBirth }) => dateOfBirth && formatDay(dateOfBirth),
  },
  { key: 'gender', title: labels.gender, sort: 'gender', render: ({ gender }) => gender && labels.genders[gender] },
  { key: 'phone', title: labels.phone, sort: 'phone', render: ({ phone }) => phone },
  { key: 'email', title: labels.email, sort: 'email', render: ({ email }) => email },
];

/** The patient in the dialog; `new` for one that is being added. */
type Edited = Patient | 'new' | undefined;

export function PatientsPage(): React.ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { canWrite, may } = useAccess();
  const { remove } = usePatientActions(may('deletePatients'));
  const [edited, setEdited] = useState<Edited>();
  const actions = (patient: Patient): React.ReactNode => (
    <RowActions
      edit={{ label: labels.editOne(patientName(patient)), onClick: () => setEdited(patient) }}
      remove={
        may('deletePatients')
          ? { label: labels.deleteOne(patientName(patient)), onClick: () => void remove(patient) }
          : undefined
      }
    />
  );
  const buttons = canWrite && <Buttons onAdd={() => setEdited('new')} canImport={may('importFiles')} />;
  return (
    <Page title={labels.title} actions={buttons}>
      <ListPanel
        label={labels.title}
        searchLabel={labels.search}
        query={patientsQuery(search) as never}
        columns={COLUMNS}
        search={search}
        onSearch={(next) => void navigate({ search: next })}
        actions={canWrite ? actions : undefined}
        empty={
          <Empty icon="patients" title={labels.emptyTitle} text={labels.emptyText}>
            {buttons}
          </Empty>
        }
      />
      {edited && <PatientDialog patient={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />}
    </Page>
  );
}

interface ButtonsProps {
  readonly onAdd: () => void;
  readonly canImport: boolean;
}

function Buttons({ onAdd, canImport }: ButtonsProps): React.ReactNode {
  return (
    <>
      {canImport && (
        <ButtonLink to="/patients/import/" variant="default" leftSection={<Icon name="upload" />}>
          {texts.imports.open}
        </ButtonLink>
      )}
      <Button leftSection={<Icon name="plus" />} onClick={onAdd}>
        {labels.add}
      </Button>
    </>
  );
}
