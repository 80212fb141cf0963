import { useQueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../api/index.js';
import { showDone, showProblem } from '../common/feedback/index.js';
import { texts } from '../texts/index.js';
import { createPatient, deletePatient, patientInput, patientName, updatePatient } from './patients-api.js';
import type { Patient, PatientInput } from './patients-api.js';

interface PatientActions {
  readonly add: (input: PatientInput) => Promise<Patient>;
  readonly change: (before: Patient, changes: Partial<PatientInput>) => Promise<Patient>;
  /** @returns whether it is gone. */
  readonly remove: (patient: Patient) => Promise<boolean>;
}

/** Changes to patients; each is told, and can be taken back by those who may. */
export function usePatientActions(mayDelete: boolean): PatientActions {
  const queries = useQueryClient();
  const refresh = (): Promise<void> =>
    Promise.all(['patients', 'usage'].map((key) => queries.invalidateQueries({ queryKey: [key] }))).then(
      () => undefined,
    );
  const { added, changed, deleted, inUse } = texts.patients;
  return {
    add: async (input) => {
      const patient = await createPatient(input);
      await refresh();
      showDone(added(patientName(patient)), mayDelete ? () => deletePatient(patient.id).then(refresh) : undefined);
      return patient;
    },
    change: async (before, changes) => {
      const patient = await updatePatient(before.id, changes);
      await refresh();
      showDone(changed(patientName(patient)), () => updatePatient(before.id, patientInput(before)).then(refresh));
      return patient;
    },
    remove: async (patient) => {
      try {
        await deletePatient(patient.id);
      } catch (error) {
        const isInUse = error instanceof ApiProblem && error.code === 'conflict';
        showProblem(isInUse ? new ApiProblem('conflict', inUse) : error);
        return false;
      }
      await refresh();
      showDone(deleted(patientName(patient)), () => createPatient(patientInput(patient)).then(refresh));
      return true;
    },
  };
}
