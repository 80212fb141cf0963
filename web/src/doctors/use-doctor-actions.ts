import { useEntryActions } from '../common/entries/index.js';
import type { EntryActions, EntryKind } from '../common/entries/index.js';
import { texts } from '../texts/index.js';
import { createDoctor, deleteDoctor, doctorInput, doctorName, updateDoctor } from './doctors-api.js';
import type { Doctor, DoctorInput } from './doctors-api.js';

const DOCTORS: EntryKind<Doctor, DoctorInput> = {
  key: 'doctors',
  labels: texts.doctors,
  nameOf: doctorName,
  inputOf: doctorInput,
  create: createDoctor,
  update: updateDoctor,
  remove: deleteDoctor,
};

/** Changes to doctors; each is told, and can be taken back. */
export const useDoctorActions = (): EntryActions<Doctor, DoctorInput> => useEntryActions(DOCTORS);
