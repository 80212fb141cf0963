import { applyDecorators } from '@nestjs/common';
import { Matches, Validate, ValidatorConstraint } from 'class-validator';
import type { ValidatorConstraintInterface } from 'class-validator';
import { Text, WholeNumber } from '../common/index.js';

interface FieldOptions {
  readonly optional?: boolean;
}

/** Largest value of an integer column on either engine. */
const INTEGER_MAX = 2_147_483_647;

/** What a plan is called in requests and addresses, for ever. */
export const PlanCode = (): PropertyDecorator =>
  applyDecorators(
    Text({ min: 1, max: 40, example: 'clinic-plus' }),
    Matches(/^[a-z0-9]+(-[a-z0-9]+)*$/, { message: 'may have small letters, digits and single hyphens inside only' }),
  );

/** An amount in minor units of the plan's currency. */
export const Price = (options: FieldOptions & { readonly example: number }): PropertyDecorator =>
  WholeNumber({ min: 0, max: INTEGER_MAX, ...options });

/** How many of something a plan allows; null: as many as one likes. */
export const Limit = (options: FieldOptions & { readonly example: number; readonly max?: number }): PropertyDecorator =>
  WholeNumber({ min: 0, max: INTEGER_MAX, nullable: true, ...options });

/** ISO 4217. */
export const Currency = (options: FieldOptions = {}): PropertyDecorator =>
  applyDecorators(Text({ min: 3, max: 3, example: 'USD', ...options }), Validate(IsCurrency));

let currencies: ReadonlySet<string> | undefined;

/** Node's own list, asked for at the first use. */
@ValidatorConstraint({ name: 'isCurrency' })
class IsCurrency implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    currencies ??= new Set(Intl.supportedValuesOf('currency'));
    return typeof value === 'string' && currencies.has(value);
  }

  defaultMessage(): string {
    return 'must be a currency of ISO 4217, such as USD';
  }
}
