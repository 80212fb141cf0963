import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsDate, registerDecorator } from 'class-validator';
import { ApiProperty } from '../openapi.js';
import { presence } from './presence.js';
import type { Presence } from './presence.js';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const FIRST_YEAR = 1900;
const LAST_YEAR = 9999;

interface Example extends Presence {
  readonly example: string;
}

/** A point in time: ISO 8601 with a zone, years 1900 to 9999; becomes a Date. */
export function IsoInstant(options: Example): PropertyDecorator {
  return applyDecorators(
    ...presence(options),
    Transform(({ value }: { value: unknown }) => parseInstant(value)),
    IsDate({ message: 'must be a time in ISO 8601 with a zone, such as 2026-11-24T09:00:00Z' }),
    ApiProperty({
      type: String,
      format: 'date-time',
      required: !options.optional,
      nullable: options.nullable ?? false,
      example: options.example,
    }),
  );
}

/** A day of the calendar, YYYY-MM-DD, years 1900 to 9999; stays a string. */
export function IsoDate(options: Example): PropertyDecorator {
  return applyDecorators(
    ...presence(options),
    IsCalendarDay(),
    ApiProperty({
      type: String,
      format: 'date',
      required: !options.optional,
      nullable: options.nullable ?? false,
      example: options.example,
    }),
  );
}

/** The text as a Date; anything that is no such time is left as it is, for validation to refuse. */
function parseInstant(value: unknown): unknown {
  if (typeof value !== 'string' || !INSTANT.test(value) || !isCalendarDay(value.slice(0, 10))) return value;
  const time = new Date(value);
  // In UTC it may be another year than in its own zone, and of the year 10000 the databases keep something else.
  const year = time.getUTCFullYear();
  return year >= FIRST_YEAR && year <= LAST_YEAR ? time : value;
}

/** `new Date('2026-02-30')` quietly means the second of March. */
function isCalendarDay(text: string): boolean {
  if (!DATE.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) && day.getUTCFullYear() >= FIRST_YEAR;
}

function IsCalendarDay(): PropertyDecorator {
  return (target, propertyName) => {
    registerDecorator({
      name: 'isCalendarDay',
      target: target.constructor,
      propertyName: propertyName as string,
      options: { message: 'must be a day of the calendar as YYYY-MM-DD, from 1900 on' },
      validator: { validate: (value: unknown) => typeof value === 'string' && isCalendarDay(value) },
    });
  };
}
