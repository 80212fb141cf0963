import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { usePatientNames } from '../../appointments/use-patient-names.js';
import { formatDateTime, formatDay, formatNumber } from '../../common/format/index.js';
import type { Column, ListQuery } from '../../common/table/index.js';
import { useTimeZone } from '../../session/index.js';
import { texts } from '../../texts/index.js';
import { doctorsOfBackupQuery } from './backups-api.js';
import type { BackupRecord } from './backups-api.js';

const { doctors, patients, appointments, backup: labels } = texts;

interface Shown {
  readonly columns: readonly Column<BackupRecord>[];
  /** What an entry is called where there is no room for its columns. */
  readonly nameOf: (record: BackupRecord) => string;
}

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const fullName = ({ firstName, lastName }: BackupRecord): string =>
  texts.general.nameOf(text(firstName), text(lastName));
const column = (key: string, title: string, isSorted = true): Column<BackupRecord> => ({
  key,
  title,
  ...(isSorted && { sort: key }),
  render: (record) => text(record[key]),
});

const PEOPLE: Readonly<Record<string, readonly Column<BackupRecord>[]>> = {
  doctors: [
    { ...column('lastName', doctors.name), render: fullName },
    column('specialty', doctors.specialty),
    column('email', doctors.email),
    column('phone', doctors.phone),
  ],
  patients: [
    { ...column('lastName', patients.name), render: fullName },
    {
      ...column('dateOfBirth', patients.dateOfBirth),
      render: ({ dateOfBirth }) => (typeof dateOfBirth === 'string' ? formatDay(dateOfBirth) : ''),
    },
    column('phone', patients.phone),
    column('email', patients.email),
  ],
};

/** How the entries of a kind are shown; of kinds that nobody knows here, all short fields. */
export function useRecordColumns(backupId: number, kind: string, query: ListQuery<BackupRecord>): Shown {
  const { data } = useQuery({ ...query, placeholderData: keepPreviousData });
  const rows = data?.items ?? [];
  const appointmentColumns = useAppointmentColumns(backupId, kind === 'appointments' ? rows : []);
  if (kind === 'appointments') return { columns: appointmentColumns, nameOf: numbered };
  const people = PEOPLE[kind];
  if (people) return { columns: people, nameOf: fullName };
  return { columns: fieldsOf(rows[0]).map((field) => column(field, field)), nameOf: numbered };
}

function useAppointmentColumns(backupId: number, rows: readonly BackupRecord[]): readonly Column<BackupRecord>[] {
  const zone = useTimeZone();
  const { data: known } = useQuery({ ...doctorsOfBackupQuery(backupId), enabled: rows.length > 0 });
  const patientNames = usePatientNames(rows.map(({ patientId }) => Number(patientId)));
  const doctorNames = new Map(known?.items.map((doctor) => [doctor.id, fullName(doctor)]));
  const named = (names: ReadonlyMap<number, string>, id: unknown): string =>
    names.get(Number(id)) ?? labels.gone(formatNumber(Number(id)));
  return [
    { ...column('startsAt', appointments.starts), render: ({ startsAt }) => formatDateTime(text(startsAt), zone) },
    { key: 'doctor', title: appointments.doctor, render: ({ doctorId }) => named(doctorNames, doctorId) },
    { key: 'patient', title: appointments.patient, render: ({ patientId }) => named(patientNames, patientId) },
    column('reason', appointments.reason),
    { ...column('status', appointments.status), render: ({ status }) => appointments.statuses[text(status)] },
  ];
}

const numbered = ({ id }: BackupRecord): string => labels.entry(formatNumber(id));
const HIDDEN = ['createdAt', 'updatedAt'];
const MOST_COLUMNS = 6;

function fieldsOf(record: BackupRecord | undefined): string[] {
  const fields = Object.entries(record ?? {}).filter(([, value]) => typeof value !== 'object' || value === null);
  return fields
    .map(([field]) => field)
    .filter((field) => !HIDDEN.includes(field))
    .slice(0, MOST_COLUMNS);
}
