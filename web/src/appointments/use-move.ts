import { useState } from 'react';
import { showProblem } from '../common/feedback/index.js';
import { ApiProblem } from '../api/index.js';
import { formatTime } from '../common/format/index.js';
import { texts } from '../texts/index.js';
import type { Appointment } from './appointments-api.js';
import { conflictOf, placeAt, snap } from './calendar.js';
import type { CalendarColumn, Placed } from './calendar.js';
import { useAppointmentActions } from './use-appointment-actions.js';

const labels = texts.appointments;

/** An appointment on its way: where it would be, and what is in the way there. */
export interface Moving {
  readonly placed: Placed;
  readonly column: CalendarColumn;
  readonly minutes: number;
  readonly conflict: Appointment | undefined;
}

export interface Mover {
  readonly moving: Moving | undefined;
  /** What happens, for those who do not see it. */
  readonly announcement: string;
  readonly moveTo: (placed: Placed, column: CalendarColumn, minutes: number) => void;
  readonly save: () => void;
  readonly giveUp: () => void;
}

/** Moving appointments, by pointer or by keyboard: shown first, saved only where nothing is in the way. */
export function useMove(appointments: readonly Appointment[], zone: string): Mover {
  const [moving, setMoving] = useState<Moving>();
  const [announcement, setAnnouncement] = useState('');
  const { change } = useAppointmentActions();
  const moveTo = (placed: Placed, column: CalendarColumn, wanted: number): void => {
    const minutes = snap(wanted, placed.to - placed.from);
    const place = placeAt(column, minutes, placed.appointment, zone);
    const conflict = conflictOf(appointments, place, placed.appointment.id);
    const say = conflict ? labels.movingConflict : labels.moving;
    setMoving({ placed, column, minutes, conflict });
    setAnnouncement(say(formatTime(place.startsAt, zone), column.title));
  };
  const giveUp = (): void => {
    if (moving) setAnnouncement(labels.moveUndone);
    setMoving(undefined);
  };
  const save = (): void => {
    if (!moving) return;
    const { placed, column, minutes, conflict } = moving;
    if (conflict) {
      showProblem(new ApiProblem('conflict', `${labels.conflictTitle}. ${labels.conflictMove}`));
      giveUp();
      return;
    }
    const { doctorId, startsAt, endsAt } = placeAt(column, minutes, placed.appointment, zone);
    const changes = { doctorId, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
    void change(placed.appointment, changes, labels.moved(formatTime(startsAt, zone)))
      .catch(showProblem)
      .finally(() => setMoving(undefined));
  };
  return { moving, announcement, moveTo, save, giveUp };
}
