import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsBoolean } from 'class-validator';
import { ApiProperty } from '../openapi.js';
import { presence } from './presence.js';
import type { Presence } from './presence.js';

export interface SwitchOptions extends Presence {
  readonly example?: boolean;
}

/** A JSON true or false. */
export function Switch(options: SwitchOptions = {}): PropertyDecorator {
  return applyDecorators(
    ...presence(options),
    IsBoolean({ message: 'must be true or false' }),
    ApiProperty({
      type: Boolean,
      required: !options.optional,
      nullable: options.nullable ?? false,
      ...(options.example !== undefined && { example: options.example }),
    }),
  );
}

/** True or false in a query string, where everything arrives as text. */
export function QuerySwitch(options: SwitchOptions = {}): PropertyDecorator {
  return applyDecorators(
    Switch(options),
    Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value)),
  );
}
