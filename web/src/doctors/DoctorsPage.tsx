import { Anchor } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { EntriesPage } from '../common/table/index.js';
import type { Column } from '../common/table/index.js';
import { useAccess } from '../session/index.js';
import { texts } from '../texts/index.js';
import { DoctorDialog } from './DoctorDialog.js';
import { doctorName, doctorsQuery, saveDoctors } from './doctors-api.js';
import type { Doctor } from './doctors-api.js';
import { useDoctorActions } from './use-doctor-actions.js';

const route = getRouteApi('/clinic/doctors');
const labels = texts.doctors;

const COLUMNS: readonly Column<Doctor>[] = [
  { key: 'name', title: labels.name, sort: 'lastName', render: (doctor) => <strong>{doctorName(doctor)}</strong> },
  { key: 'specialty', title: labels.specialty, sort: 'specialty', render: ({ specialty }) => specialty },
  {
    key: 'email',
    title: labels.email,
    sort: 'email',
    render: ({ email }) =>
      email && (
        <Anchor href={`mailto:${email}`} inherit>
          {email}
        </Anchor>
      ),
  },
  {
    key: 'phone',
    title: labels.phone,
    render: ({ phone }) =>
      phone && (
        <Anchor href={`tel:${phone}`} inherit>
          {phone}
        </Anchor>
      ),
  },
  { key: 'license', title: labels.licenseNumber, sort: 'licenseNumber', render: ({ licenseNumber }) => licenseNumber },
];

export function DoctorsPage(): React.ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { canWrite, may } = useAccess();
  const { remove } = useDoctorActions();
  const isManager = may('manageDoctors');
  const emptyText = isManager ? labels.emptyText : labels.emptyTextReader;
  return (
    <EntriesPage
      labels={{ ...labels, emptyText }}
      icon="doctor"
      query={doctorsQuery(search)}
      columns={COLUMNS}
      search={search}
      onSearch={(next) => void navigate({ search: next })}
      nameOf={doctorName}
      canWrite={isManager && canWrite}
      remove={remove}
      importPath="/doctors/import/"
      save={may('exportLists') ? () => saveDoctors(search) : undefined}
      dialog={(doctor, onClose) => <DoctorDialog doctor={doctor} onClose={onClose} />}
    />
  );
}
