import { applyDecorators } from '@nestjs/common';
import { IsInt, Max, Min } from 'class-validator';
import { ApiProperty } from '../openapi.js';
import { presence } from './presence.js';
import type { Presence } from './presence.js';

export interface WholeNumberOptions extends Presence {
  readonly min: number;
  readonly max: number;
  readonly example?: number;
}

/** A JSON number without a fraction. */
export function WholeNumber(options: WholeNumberOptions): PropertyDecorator {
  const { min, max, example } = options;
  return applyDecorators(
    ...presence(options),
    IsInt({ message: 'must be a whole number' }),
    Min(min, { message: `must be at least ${min}` }),
    Max(max, { message: `must be at most ${max}` }),
    ApiProperty({
      type: 'integer',
      minimum: min,
      maximum: max,
      required: !options.optional,
      nullable: options.nullable ?? false,
      ...(example !== undefined && { example }),
    }),
  );
}
