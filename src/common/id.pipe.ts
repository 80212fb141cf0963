import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { NoSuchEntryError } from './common.errors.js';
import { ValidationError } from './problem.error.js';

/** Largest number that a row can have: databases refuse to look for larger ones. */
const LARGEST_ID = 2_147_483_647;

/**
 * The `id` of a path as a number.
 * @throws ValidationError naming `id` unless it is a positive integer; NoSuchEntryError for one that no row can have.
 */
@Injectable()
export class IdPipe implements PipeTransform<string, number> {
  transform(text: string): number {
    const id = /^\d{1,16}$/.test(text) ? Number(text) : 0;
    if (id > LARGEST_ID && Number.isSafeInteger(id)) throw new NoSuchEntryError();
    if (id > 0 && Number.isSafeInteger(id)) return id;
    throw new ValidationError([{ field: 'id', message: 'must be a positive whole number' }]);
  }
}
