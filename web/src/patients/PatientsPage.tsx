import { getRouteApi } from '@tanstack/react-router';
import { formatDay } from '../common/format/index.js';
import { PageLink } from '../common/layout/index.js';
import { EntriesPage } from '../common/table/index.js';
import type { Column } from '../common/table/index.js';
import { useAccess } from '../session/index.js';
import { texts } from '../texts/index.js';
import { PatientDialog } from './PatientDialog.js';
import { patientName, patientsQuery, savePatients } from './patients-api.js';
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

export function PatientsPage(): React.ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { canWrite, may } = useAccess();
  const { remove } = usePatientActions(may('deletePatients'));
  return (
    <EntriesPage
      labels={labels}
      icon="patients"
      query={patientsQuery(search)}
      columns={COLUMNS}
      search={search}
      onSearch={(next) => void navigate({ search: next })}
      nameOf={patientName}
      canWrite={canWrite}
      remove={may('deletePatients') ? remove : undefined}
      importPath={may('importFiles') ? '/patients/import/' : undefined}
      save={may('exportLists') ? () => savePatients(search) : undefined}
      dialog={(patient, onClose) => <PatientDialog patient={patient} onClose={() => onClose()} />}
    />
  );
}
