import { Anchor, Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { ButtonLink, Empty, Icon, Page } from '../common/layout/index.js';
import { ListPanel, RowActions } from '../common/table/index.js';
import type { Column } from '../common/table/index.js';
import { useAccess } from '../session/index.js';
import { texts } from '../texts/index.js';
import { DoctorDialog } from './DoctorDialog.js';
import { doctorsQuery } from './doctors-api.js';
import type { Doctor } from './doctors-api.js';
import { useDoctorActions } from './use-doctor-actions.js';

const route = getRouteApi('/clinic/doctors');
const labels = texts.doctors;
const nameOf = ({ firstName, lastName }: Doctor): string => texts.general.nameOf(firstName, lastName);

const COLUMNS: readonly Column<Doctor>[] = [
  { key: 'name', title: labels.name, sort: 'lastName', render: (doctor) => <strong>{nameOf(doctor)}</strong> },
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

/** The doctor in the dialog; `new` for one that is being added. */
type Edited = Doctor | 'new' | undefined;

export function DoctorsPage(): React.ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { canWrite, may } = useAccess();
  const { remove } = useDoctorActions();
  const [edited, setEdited] = useState<Edited>();
  const isManager = may('manageDoctors') && canWrite;
  const actions = (doctor: Doctor): React.ReactNode => (
    <RowActions
      edit={{ label: labels.editOne(nameOf(doctor)), onClick: () => setEdited(doctor) }}
      remove={{ label: labels.deleteOne(nameOf(doctor)), onClick: () => void remove(doctor) }}
    />
  );
  const buttons = isManager && <Buttons onAdd={() => setEdited('new')} />;
  return (
    <Page title={labels.title} actions={buttons}>
      <ListPanel
        label={labels.title}
        searchLabel={labels.search}
        query={doctorsQuery(search) as never}
        columns={COLUMNS}
        search={search}
        onSearch={(next) => void navigate({ search: next })}
        actions={isManager ? actions : undefined}
        empty={
          <Empty
            icon="doctor"
            title={labels.emptyTitle}
            text={may('manageDoctors') ? labels.emptyText : labels.emptyTextReader}
          >
            {buttons}
          </Empty>
        }
      />
      {edited && <DoctorDialog doctor={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />}
    </Page>
  );
}

function Buttons({ onAdd }: { readonly onAdd: () => void }): React.ReactNode {
  return (
    <>
      <ButtonLink to="/doctors/import/" variant="default" leftSection={<Icon name="upload" />}>
        {texts.imports.open}
      </ButtonLink>
      <Button leftSection={<Icon name="plus" />} onClick={onAdd}>
        {labels.add}
      </Button>
    </>
  );
}
