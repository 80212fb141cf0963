import { ValidationPipe } from '@nestjs/common';
import type { ArgumentMetadata, Type } from '@nestjs/common';
import * as classTransformer from 'class-transformer';
import * as classValidator from 'class-validator';
import type { ValidationError as FieldFailure } from 'class-validator';
import { LRUCache } from 'lru-cache';
import type { FieldError } from './problem.error.js';
import { ValidationError } from './problem.error.js';

const UNKNOWN = 'is not a known field';

/** What pages and sorts and says nothing about anybody: clients send few of these, again and again. */
const PAGING: ReadonlySet<string> = new Set(['page', 'pageSize', 'sort']);
const QUERIES_KEPT = 200;

/** Names that class-validator takes for known fields, or that Nest and class-transformer drop without a word. */
class StrictValidationPipe extends ValidationPipe {
  private readonly passed = new WeakMap<Type, LRUCache<string, object>>();

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    const inherited = names.filter((name) => name in Object.prototype || name === 'prototype');
    if (inherited.length > 0) throw new ValidationError(inherited.map((field) => ({ field, message: UNKNOWN })));
    if (metadata.type === 'query' && metadata.metatype && names.every((name) => PAGING.has(name)))
      return this.paging(metadata.metatype, value as object, metadata);
    return super.transform(value, metadata);
  }

  /** Checking the query of a list takes longer than finding its entries, so what passed is remembered. */
  private async paging(metatype: Type, value: object, metadata: ArgumentMetadata): Promise<unknown> {
    const passed = this.passed.get(metatype) ?? new LRUCache<string, object>({ max: QUERIES_KEPT });
    const key = JSON.stringify(value);
    const known = passed.get(key) ?? ((await super.transform(value, metadata)) as object);
    this.passed.set(metatype, passed.set(key, known));
    // A copy: what a handler does to it must not show in the next request.
    return Object.assign(Object.create(metatype.prototype as object) as object, known);
  }

  /** A parameter's own pipe gets it as it was sent; Nest would hand `0x1` to IdPipe as 1. */
  protected override transformPrimitive(value: unknown): unknown {
    return value;
  }
}

const RULES = {
  whitelist: true,
  // One reason per field: what is missing is not also too short and full of control characters.
  stopAtFirstError: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
};
const TRANSFORMATION = { exposeDefaultValues: true };

/** Checks something that came otherwise than as a body, such as a line of a file, by the rules for bodies. */
export function checkInput<Input extends object>(
  Class: Type<Input>,
  given: object,
): { readonly input: Input } | { readonly errors: readonly FieldError[] } {
  const input = classTransformer.plainToInstance(Class, given, TRANSFORMATION);
  const failures = classValidator.validateSync(input, RULES);
  return failures.length === 0 ? { input } : { errors: fieldErrors(failures) };
}

/** Checks bodies and queries against their classes; unknown fields are refused, all problems told at once. */
export function validationPipe(): ValidationPipe {
  return new StrictValidationPipe({
    ...RULES,
    transform: true,
    transformOptions: TRANSFORMATION,
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
