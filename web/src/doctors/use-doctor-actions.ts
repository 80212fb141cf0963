import { useQueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../api/index.js';
import { showDone, showProblem } from '../common/feedback/index.js';
import { texts } from '../texts/index.js';
import { createDoctor, deleteDoctor, doctorInput, updateDoctor } from './doctors-api.js';
import type { Doctor, DoctorInput } from './doctors-api.js';

const nameOf = ({ firstName, lastName }: Doctor): string => texts.general.nameOf(firstName, lastName);

interface DoctorActions {
  readonly add: (input: DoctorInput) => Promise<Doctor>;
  readonly change: (before: Doctor, changes: Partial<DoctorInput>) => Promise<Doctor>;
  readonly remove: (doctor: Doctor) => Promise<void>;
}

/** Changes to doctors; each is told, and can be taken back. */
export function useDoctorActions(): DoctorActions {
  const queries = useQueryClient();
  const refresh = (): Promise<void> =>
    Promise.all(['doctors', 'usage'].map((key) => queries.invalidateQueries({ queryKey: [key] }))).then(
      () => undefined,
    );
  const { added, changed, deleted, inUse } = texts.doctors;
  return {
    add: async (input) => {
      const doctor = await createDoctor(input);
      await refresh();
      showDone(added(nameOf(doctor)), () => deleteDoctor(doctor.id).then(refresh));
      return doctor;
    },
    change: async (before, changes) => {
      const doctor = await updateDoctor(before.id, changes);
      await refresh();
      showDone(changed(nameOf(doctor)), () => updateDoctor(before.id, doctorInput(before)).then(refresh));
      return doctor;
    },
    remove: async (doctor) => {
      try {
        await deleteDoctor(doctor.id);
      } catch (error) {
        const isInUse = error instanceof ApiProblem && error.code === 'conflict';
        showProblem(isInUse ? new ApiProblem('conflict', inUse) : error);
        return;
      }
      await refresh();
      showDone(deleted(nameOf(doctor)), () => createDoctor(doctorInput(doctor)).then(refresh));
    },
  };
}
