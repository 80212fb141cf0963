import { applyDecorators } from '@nestjs/common';
import { registerDecorator } from 'class-validator';
import { ApiProperty } from '../openapi.js';
import { presence } from './presence.js';
import type { Presence } from './presence.js';

const LONGEST = 64;
/** Not offsets such as +01:00, which know nothing of summer time. */
const NAME = /^[A-Za-z][A-Za-z0-9_+/-]*$/;

/** A time zone by its name in the IANA database, such as Europe/Berlin. */
export function TimeZone(options: Presence & { readonly example: string }): PropertyDecorator {
  return applyDecorators(
    ...presence(options),
    IsTimeZone(),
    ApiProperty({
      type: String,
      maxLength: LONGEST,
      required: !options.optional,
      nullable: options.nullable ?? false,
      example: options.example,
    }),
  );
}

function IsTimeZone(): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      target: target.constructor,
      propertyName: property as string,
      options: { message: 'must be the name of a time zone, such as Europe/Berlin' },
      validator: { validate: (value: unknown) => typeof value === 'string' && isTimeZone(value) },
    });
  };
}

function isTimeZone(name: string): boolean {
  if (name.length > LONGEST || !NAME.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
