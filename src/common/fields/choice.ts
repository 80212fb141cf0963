import { applyDecorators } from '@nestjs/common';
import { IsIn } from 'class-validator';
import { ApiProperty } from '../openapi.js';
import { presence } from './presence.js';
import type { Presence } from './presence.js';

/** One of a fixed list of strings. */
export function OneOf(
  values: readonly string[],
  options: Presence & { readonly example?: string } = {},
): PropertyDecorator {
  return applyDecorators(
    ...presence(options),
    IsIn(values, { message: `must be one of ${values.join(', ')}` }),
    ApiProperty({
      type: String,
      enum: options.nullable ? [...values, null] : [...values],
      required: !options.optional,
      nullable: options.nullable ?? false,
      ...(options.example !== undefined && { example: options.example }),
    }),
  );
}
