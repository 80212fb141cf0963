import { ValidationPipe } from '@nestjs/common';
import type { ValidationError as FieldFailure } from 'class-validator';
import type { FieldError } from './problem.error.js';
import { ValidationError } from './problem.error.js';

/** Checks bodies and queries against their classes; unknown fields are refused, all problems told at once. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    transformOptions: { exposeDefaultValues: true },
    validationError: { target: false, value: false },
    exceptionFactory: (failures) => new ValidationError(fieldErrors(failures)),
  });
}

function fieldErrors(failures: readonly FieldFailure[], path = ''): FieldError[] {
  return failures.flatMap((failure) => {
    const field = path + failure.property;
    const own = Object.entries(failure.constraints ?? {}).map(([name, message]) => ({
      field,
      message: name === 'whitelistValidation' ? 'is not a known field' : message,
    }));
    return [...own, ...fieldErrors(failure.children ?? [], `${field}.`)];
  });
}
