import { VisuallyHidden } from '@mantine/core';
import { useRef } from 'react';
import { formatTime, instantOf } from '../common/format/index.js';
import { texts } from '../texts/index.js';
import type { Appointment } from './appointments-api.js';
import { placeIn, shownHours, snap } from './calendar.js';
import type { CalendarColumn, Placed } from './calendar.js';
import { CalendarEvent } from './CalendarEvent.js';
import type { EventHandlers } from './CalendarEvent.js';
import classes from './calendar.module.css';
import { useMove } from './use-move.js';
import type { Mover } from './use-move.js';

const labels = texts.appointments;
const NEW_MINUTES = 30;

export interface CalendarViewProps {
  readonly columns: readonly CalendarColumn[];
  readonly appointments: readonly Appointment[];
  readonly names: ReadonlyMap<number, string>;
  readonly zone: string;
  readonly today: string;
  readonly canWrite: boolean;
  readonly onOpen: (appointment: Appointment) => void;
  readonly onBook: (column: CalendarColumn, minutes: number) => void;
}

/** Columns side by side, hours from top to bottom. */
export function CalendarGrid(props: CalendarViewProps): React.ReactNode {
  const { columns, appointments, zone } = props;
  const bodies = useRef(new Map<string, HTMLElement>());
  const mover = useMove(appointments, zone);
  const placedIn = new Map(columns.map((column) => [column.key, placeIn(column, appointments, zone)]));
  const hours = shownHours([...placedIn.values()].flat());
  const shown = { ...props, mover, hours, bodies: bodies.current };
  return (
    <div
      className={classes.scroll}
      role="region"
      aria-label={labels.calendarOf(columns.map(({ title }) => title).join(', '))}
      tabIndex={0}
    >
      <div
        className={classes.grid}
        style={{ '--columns': columns.length, '--hours': (hours.to - hours.from) / 60 } as React.CSSProperties}
      >
        <Hours {...hours} zone={zone} date={columns[0]?.date ?? props.today} />
        {columns.map((column) => (
          <Column key={column.key} column={column} placed={placedIn.get(column.key) ?? []} {...shown} />
        ))}
      </div>
      <VisuallyHidden id="calendar-move-help">{labels.moveHelp}</VisuallyHidden>
      <VisuallyHidden role="status">{mover.announcement}</VisuallyHidden>
    </div>
  );
}

interface ColumnProps extends CalendarViewProps {
  readonly column: CalendarColumn;
  readonly placed: readonly Placed[];
  readonly mover: Mover;
  readonly hours: HourSpan;
  /** Elements of all columns: an appointment may be moved from one to another. */
  readonly bodies: Map<string, HTMLElement>;
}

function Column(props: ColumnProps): React.ReactNode {
  const { column, placed, hours, bodies, today, canWrite, onBook } = props;
  const bookAt = ({ target, currentTarget, clientY }: React.MouseEvent<HTMLElement>): void => {
    if (!canWrite || target !== currentTarget) return;
    onBook(column, snap(minutesAt(currentTarget, clientY, hours) - NEW_MINUTES / 4, NEW_MINUTES));
  };
  return (
    <section className={classes.column} aria-label={column.title}>
      <h2 className={classes.head} data-today={column.date === today || undefined}>
        {column.title}
      </h2>
      {/* For those who point; the button above books as well. */}
      <div
        className={classes.body}
        ref={(body) => void (body ? bodies.set(column.key, body) : bodies.delete(column.key))}
        onClick={bookAt}
      >
        {placed.map((one) => (
          <PlacedEvent key={one.appointment.id} one={one} {...props} />
        ))}
      </div>
    </section>
  );
}

function PlacedEvent({ one, ...props }: ColumnProps & { readonly one: Placed }): React.ReactNode {
  const { column, mover, hours, bodies, names, zone, canWrite } = props;
  const { appointment } = one;
  const moving = mover.moving?.placed.appointment.id === appointment.id ? mover.moving : undefined;
  return (
    <CalendarEvent
      placed={one}
      patient={names.get(appointment.patientId) ?? texts.general.none}
      where={column.title}
      zone={zone}
      canMove={canWrite}
      isMoving={moving !== undefined}
      hasConflict={moving?.conflict !== undefined}
      style={{ ...boxOf(one, hours), ...(moving && shiftOf(moving, column, hours, bodies)) }}
      {...handlersOf(one, props)}
    />
  );
}

function handlersOf(placed: Placed, props: ColumnProps): EventHandlers {
  const { column, columns, mover, hours, bodies, onOpen } = props;
  return {
    open: () => onOpen(placed.appointment),
    save: mover.save,
    giveUp: mover.giveUp,
    moveBy: (step, minutes) => {
      const at = mover.moving ?? { column, minutes: placed.from };
      const index = columns.findIndex(({ key }) => key === at.column.key) + step;
      mover.moveTo(placed, columns[index] ?? at.column, at.minutes + minutes);
    },
    drag: (pointer, grip) => {
      const target = columns.find(({ key }) => isWithin(bodies.get(key), pointer.x)) ?? column;
      const body = bodies.get(target.key);
      if (body) mover.moveTo(placed, target, minutesAt(body, pointer.y - grip, hours));
    },
  };
}

interface HourSpan {
  readonly from: number;
  readonly to: number;
}

function Hours({ from, to, zone, date }: HourSpan & { readonly zone: string; readonly date: string }): React.ReactNode {
  const hours = Array.from({ length: (to - from) / 60 }, (_, hour) => from + hour * 60);
  return (
    <div className={classes.hours} aria-hidden>
      {hours.map((minutes) => (
        <span key={minutes}>{formatTime(instantOf({ date, minutes }, zone), zone)}</span>
      ))}
    </div>
  );
}

function boxOf({ from, to, lane, lanes }: Placed, hours: HourSpan): React.CSSProperties {
  const share = (minutes: number): string => `${((minutes / (hours.to - hours.from)) * 100).toFixed(3)}%`;
  const start = Math.max(from, hours.from);
  return {
    top: share(start - hours.from),
    height: share(Math.min(to, hours.to) - start),
    left: `${(lane / lanes) * 100}%`,
    width: `${100 / lanes}%`,
  };
}

/** How far it is away from where it stood. */
function shiftOf(
  { column, minutes, placed }: { readonly column: CalendarColumn; readonly minutes: number; readonly placed: Placed },
  from: CalendarColumn,
  hours: HourSpan,
  bodies: ReadonlyMap<string, HTMLElement>,
): React.CSSProperties {
  const body = bodies.get(from.key);
  const [own, target] = [from, column].map(({ key }) => bodies.get(key)?.getBoundingClientRect().left ?? 0);
  const down = ((minutes - placed.from) / (hours.to - hours.from)) * (body?.clientHeight ?? 0);
  return { transform: `translate(${(target ?? 0) - (own ?? 0)}px, ${down}px)`, zIndex: 3 };
}

function isWithin(body: HTMLElement | undefined, x: number): boolean {
  const { left = 0, right = 0 } = body?.getBoundingClientRect() ?? {};
  return x >= left && x < right;
}

function minutesAt(body: HTMLElement, y: number, hours: HourSpan): number {
  const { top, height } = body.getBoundingClientRect();
  return hours.from + ((y - top) / height) * (hours.to - hours.from);
}
