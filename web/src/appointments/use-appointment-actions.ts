import { useQueryClient } from '@tanstack/react-query';
import { showDone } from '../common/feedback/index.js';
import { texts } from '../texts/index.js';
import { appointmentInput, createAppointment, deleteAppointment, updateAppointment } from './appointments-api.js';
import type { Appointment, AppointmentInput } from './appointments-api.js';

const labels = texts.appointments;

interface AppointmentActions {
  readonly add: (input: AppointmentInput) => Promise<void>;
  /** @param message another than that it was changed. */
  readonly change: (before: Appointment, changes: Partial<AppointmentInput>, message?: string) => Promise<void>;
  readonly remove: (appointment: Appointment) => Promise<void>;
}

/** Changes to appointments; each is told, and can be taken back. */
export function useAppointmentActions(): AppointmentActions {
  const queries = useQueryClient();
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: ['appointments'] });
  return {
    add: async (input) => {
      const { id } = await createAppointment(input);
      await refresh();
      showDone(labels.booked, () => deleteAppointment(id).then(refresh));
    },
    change: async (before, changes, message = labels.changed) => {
      await updateAppointment(before.id, changes);
      await refresh();
      showDone(message, () => updateAppointment(before.id, appointmentInput(before)).then(refresh));
    },
    remove: async (appointment) => {
      await deleteAppointment(appointment.id);
      await refresh();
      showDone(labels.deleted, () => createAppointment(appointmentInput(appointment)).then(refresh));
    },
  };
}
