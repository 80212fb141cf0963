import { VisuallyHidden } from '@mantine/core';
import { useRef } from 'react';
import { formatSpan } from '../common/format/index.js';
import { texts } from '../texts/index.js';
import type { Placed } from './calendar.js';
import { STEP_MINUTES } from './calendar.js';
import classes from './calendar.module.css';
import status from './status.module.css';

export interface EventHandlers {
  readonly open: () => void;
  /** Moves it by columns and minutes from where it stands in the calendar at the moment. */
  readonly moveBy: (columns: number, minutes: number) => void;
  /** Moves it to where the pointer is. */
  readonly drag: (pointer: { readonly x: number; readonly y: number }, grip: number) => void;
  readonly save: () => void;
  readonly giveUp: () => void;
}

interface CalendarEventProps extends EventHandlers {
  readonly placed: Placed;
  readonly patient: string;
  readonly where: string;
  readonly zone: string;
  readonly style: React.CSSProperties;
  readonly isMoving: boolean;
  readonly hasConflict: boolean;
  readonly canMove: boolean;
}

/** Below so many pixels it was a click, not a move. */
const CLICK_PX = 5;
const STEPS: Readonly<Record<string, readonly [columns: number, minutes: number]>> = {
  ArrowUp: [0, -STEP_MINUTES],
  ArrowDown: [0, STEP_MINUTES],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

/** An appointment in the calendar: a button that opens it, and that can be moved. */
export function CalendarEvent(props: CalendarEventProps): React.ReactNode {
  const { placed, patient, where, zone, style, isMoving, hasConflict, canMove, open } = props;
  const { startsAt, endsAt, status: state } = placed.appointment;
  const time = formatSpan(startsAt, endsAt, zone);
  const pointer = useDragging(props);
  return (
    <button
      type="button"
      className={`${classes.event} ${status.colored}`}
      style={style}
      data-status={state}
      data-moving={isMoving || undefined}
      data-conflict={hasConflict || undefined}
      data-short={placed.to - placed.from < 40 || undefined}
      aria-describedby={canMove ? 'calendar-move-help' : undefined}
      onKeyDown={(event) => handleKey(event, props)}
      onBlur={() => isMoving && !pointer.isDown() && props.giveUp()}
      onClick={() => !isMoving && !pointer.hasMoved() && open()}
      {...(canMove && pointer.handlers)}
    >
      <strong className={classes.patient}>{patient}</strong>
      <span>{time}</span>
      <VisuallyHidden>
        {where}, {texts.appointments.statuses[state]}
      </VisuallyHidden>
    </button>
  );
}

function handleKey(event: React.KeyboardEvent, { canMove, isMoving, moveBy, save, giveUp }: CalendarEventProps): void {
  const step = STEPS[event.key];
  if (canMove && event.shiftKey && step) moveBy(...step);
  else if (isMoving && event.key === 'Enter') save();
  else if (isMoving && event.key === 'Escape') giveUp();
  else return;
  event.preventDefault();
}

function useDragging({ drag, save, giveUp }: EventHandlers) {
  const start = useRef<{ readonly x: number; readonly y: number; readonly grip: number }>(undefined);
  const moved = useRef(false);
  const end = (finish: () => void): void => {
    start.current = undefined;
    if (moved.current) finish();
  };
  return {
    isDown: () => start.current !== undefined,
    hasMoved: () => moved.current,
    handlers: {
      onPointerDown: (event: React.PointerEvent<HTMLElement>) => {
        moved.current = false;
        if (event.button !== 0 || event.pointerType === 'touch') return;
        const grip = event.clientY - event.currentTarget.getBoundingClientRect().top;
        start.current = { x: event.clientX, y: event.clientY, grip };
        event.currentTarget.setPointerCapture(event.pointerId);
      },
      onPointerMove: ({ clientX: x, clientY: y }: React.PointerEvent) => {
        if (!start.current) return;
        moved.current ||= Math.hypot(x - start.current.x, y - start.current.y) >= CLICK_PX;
        if (moved.current) drag({ x, y }, start.current.grip);
      },
      onPointerUp: () => end(save),
      onPointerCancel: () => end(giveUp),
    },
  };
}
