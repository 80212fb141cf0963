import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsString, Length, Matches } from 'class-validator';
import { ApiProperty } from '../openapi.js';
import { presence } from './presence.js';
import type { Presence } from './presence.js';

export interface TextOptions extends Presence {
  readonly min: number;
  readonly max: number;
  readonly example?: string;
  /** Line breaks are allowed. */
  readonly multiline?: boolean;
  /** Kept exactly as sent, spaces included: passwords. */
  readonly verbatim?: boolean;
}

/**
 * Control characters have no place in a name and could forge lines in logs and exports. Half of a surrogate pair is no
 * character at all: a database would keep something else in its place.
 */
const ONE_LINE = /^[^\u0000-\u001f\u007f\u2028\u2029\p{Surrogate}]*$/u;
const MANY_LINES = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\p{Surrogate}]*$/u;

/** A name of nothing but zero-width characters and fillers is as good as none. */
const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}]/u;

/** A JSON string, trimmed, of `min` to `max` characters. */
export function Text(options: TextOptions): PropertyDecorator {
  const { min, max, example, multiline = false, verbatim = false } = options;
  return applyDecorators(
    ...presence(options),
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' && !verbatim ? value.trim() : value)),
    IsString({ message: 'must be a string' }),
    Length(min, max, { message: `must have ${min} to ${max} characters` }),
    Matches(multiline ? MANY_LINES : ONE_LINE, { message: 'must not contain control characters' }),
    ...(min > 0 && !verbatim ? [Matches(VISIBLE, { message: 'must have a visible character' })] : []),
    ApiProperty({
      type: String,
      minLength: min,
      maxLength: max,
      required: !options.optional,
      nullable: options.nullable ?? false,
      ...(example !== undefined && { example }),
    }),
  );
}
