import { useEntryActions } from '../common/entries/index.js';
import type { EntryActions, EntryKind } from '../common/entries/index.js';
import { texts } from '../texts/index.js';
import { createPatient, deletePatient, patientInput, patientName, updatePatient } from './patients-api.js';
import type { Patient, PatientInput } from './patients-api.js';

const PATIENTS: EntryKind<Patient, PatientInput> = {
  key: 'patients',
  labels: texts.patients,
  nameOf: patientName,
  inputOf: patientInput,
  create: createPatient,
  update: updatePatient,
  remove: deletePatient,
};

/** Changes to patients; each is told, and can be taken back by those who may. */
export const usePatientActions = (mayDelete: boolean): EntryActions<Patient, PatientInput> =>
  useEntryActions(PATIENTS, mayDelete);
