import { ValidationPipe } from '@nestjs/common';
import type { ArgumentMetadata } from '@nestjs/common';
import * as classTransformer from 'class-transformer';
import * as classValidator from 'class-validator';
import type { ValidationError as FieldFailure } from 'class-validator';
import type { FieldError } from './problem.error.js';
import { ValidationError } from './problem.error.js';

const UNKNOWN = 'is not a known field';

/** Names that class-validator takes for known fields, or that Nest and class-transformer drop without a word. */
class StrictValidationPipe extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    const inherited = names.filter((name) => name in Object.prototype || name === 'prototype');
    if (inherited.length > 0) throw new ValidationError(inherited.map((field) => ({ field, message: UNKNOWN })));
    return super.transform(value, metadata);
  }

  /** A parameter's own pipe gets it as it was sent; Nest would hand `0x1` to IdPipe as 1. */
  protected override transformPrimitive(value: unknown): unknown {
    return value;
  }
}

/** Checks bodies and queries against their classes; unknown fields are refused, all problems told at once. */
export function validationPipe(): ValidationPipe {
  return new StrictValidationPipe({
    whitelist: true,
    // One reason per field: what is missing is not also too short and full of control characters.
    stopAtFirstError: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    transformOptions: { exposeDefaultValues: true },
    validationError: { target: false, value: false },
    // Handed over, or Nest would load them from node_modules: a second copy, that knows none of our rules.
    validatorPackage: classValidator,
    transformerPackage: classTransformer,
    exceptionFactory: (failures) => new ValidationError(fieldErrors(failures)),
  });
}

function fieldErrors(failures: readonly FieldFailure[], path = ''): FieldError[] {
  return failures.flatMap((failure) => {
    const field = path + failure.property;
    const own = Object.entries(failure.constraints ?? {}).map(([name, message]) => ({
      field,
      message: name === 'whitelistValidation' ? UNKNOWN : message,
    }));
    return [...own, ...fieldErrors(failure.children ?? [], `${field}.`)];
  });
}
