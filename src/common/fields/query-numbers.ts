import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { WholeNumber } from './numbers.js';
import type { WholeNumberOptions } from './numbers.js';

/** A whole number in a query string, where everything arrives as text. */
export function QueryNumber(options: WholeNumberOptions): PropertyDecorator {
  return applyDecorators(
    WholeNumber(options),
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value,
    ),
  );
}
