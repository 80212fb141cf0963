import { Button, DataList, Grid, Paper, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { PageProblem } from '../common/feedback/index.js';
import { formatDate, formatDay, wallTime } from '../common/format/index.js';
import { ButtonLink, Icon, Page, PageLoading } from '../common/layout/index.js';
import { useAccess, useMe } from '../session/index.js';
import { texts } from '../texts/index.js';
import { ageOn } from './age.js';
import { PatientAppointments } from './PatientAppointments.js';
import { PatientDialog } from './PatientDialog.js';
import { patientName, patientQuery } from './patients-api.js';
import type { Patient } from './patients-api.js';

const route = getRouteApi('/clinic/patients/$id');
const labels = texts.patients;

/** A patient: who they are, what is planned, and what was. */
export function PatientPage(): React.ReactNode {
  const id = Number(route.useParams().id);
  const { data: patient, error, refetch } = useQuery(patientQuery(id));
  const { canWrite } = useAccess();
  const [isEdited, setEdited] = useState(false);
  if (error && !patient) return <PageProblem isWholePage error={error} retry={() => void refetch()} />;
  if (!patient) return <PageLoading />;
  const buttons = canWrite && (
    <>
      <Button variant="default" leftSection={<Icon name="edit" />} onClick={() => setEdited(true)}>
        {texts.general.edit}
      </Button>
      <ButtonLink to="/appointments/" search={{ book: id }} leftSection={<Icon name="plus" />}>
        {labels.book}
      </ButtonLink>
    </>
  );
  return (
    <Page title={patientName(patient)} intro={<Since patient={patient} />} actions={buttons}>
      <Grid>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Details patient={patient} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <PatientAppointments patientId={id} />
        </Grid.Col>
      </Grid>
      {isEdited && <PatientDialog patient={patient} onClose={() => setEdited(false)} />}
    </Page>
  );
}

function useClinicZone(): string {
  return useMe().company?.timeZone ?? 'UTC';
}

function Since({ patient }: { readonly patient: Patient }): string {
  const zone = useClinicZone();
  const { since, lastChange } = labels;
  return `${since(formatDate(patient.createdAt, zone))} · ${lastChange(formatDate(patient.updatedAt, zone))}`;
}

function Details({ patient }: { readonly patient: Patient }): React.ReactNode {
  const today = wallTime(new Date(), useClinicZone()).date;
  const { dateOfBirth, gender, phone, email, address, notes } = patient;
  const birth = dateOfBirth && `${formatDay(dateOfBirth)} (${labels.age(ageOn(today, dateOfBirth))})`;
  const lines = [
    [labels.dateOfBirth, birth],
    [labels.gender, gender && labels.genders[gender]],
    [labels.phone, phone],
    [labels.email, email],
    [labels.address, address],
  ] as const;
  return (
    <Paper p="lg">
      <Title order={2} mb="md">
        {labels.details}
      </Title>
      <DataList>
        {lines.map(([label, value]) => (
          <DataList.Item key={label}>
            <DataList.ItemLabel>{label}</DataList.ItemLabel>
            <DataList.ItemValue style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
              {value ?? texts.general.none}
            </DataList.ItemValue>
          </DataList.Item>
        ))}
      </DataList>
      <Title order={2} mt="lg" mb="xs">
        {labels.notes}
      </Title>
      <Text style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }} c={notes ? undefined : 'dimmed'}>
        {notes ?? labels.noNotes}
      </Text>
    </Paper>
  );
}
