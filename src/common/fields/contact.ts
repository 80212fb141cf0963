import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { isEmail, Matches, Validate, ValidatorConstraint } from 'class-validator';
import type { ValidatorConstraintInterface } from 'class-validator';
import { ApiProperty } from '../openapi.js';
import { presence } from './presence.js';
import type { Presence } from './presence.js';

const trimmed = Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));

interface Contact extends Presence {
  readonly example: string;
}

/** The library's check throws at half of a surrogate pair. */
const HALF_CHARACTER = /\p{Surrogate}/u;

@ValidatorConstraint({ name: 'isEmailAddress' })
class IsEmailAddress implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && !HALF_CHARACTER.test(value) && isEmail(value, { allow_utf8_local_part: false });
  }

  defaultMessage(): string {
    return 'must be an e-mail address';
  }
}

/** An e-mail address, at most 254 characters (RFC 5321). */
export function Email(options: Contact): PropertyDecorator {
  return applyDecorators(
    ...presence(options),
    trimmed,
    Validate(IsEmailAddress),
    ApiProperty({
      type: String,
      format: 'email',
      maxLength: 254,
      required: !options.optional,
      nullable: options.nullable ?? false,
      example: options.example,
    }),
  );
}

/** A telephone number as people write it: 3 to 30 digits, spaces and + ( ) - . / x. */
export function Phone(options: Contact): PropertyDecorator {
  return applyDecorators(
    ...presence(options),
    trimmed,
    Matches(/^(?=.*\d)[\d +()./x-]{3,30}$/, { message: 'must be a telephone number of 3 to 30 characters' }),
    ApiProperty({
      type: String,
      minLength: 3,
      maxLength: 30,
      required: !options.optional,
      nullable: options.nullable ?? false,
      example: options.example,
    }),
  );
}
