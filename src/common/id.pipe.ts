import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { ValidationError } from './problem.error.js';

/** The `id` of a path as a number. @throws ValidationError naming `id` unless it is a positive integer. */
@Injectable()
export class IdPipe implements PipeTransform<string, number> {
  transform(text: string): number {
    const id = /^\d{1,16}$/.test(text) ? Number(text) : 0;
    if (id > 0 && Number.isSafeInteger(id)) return id;
    throw new ValidationError([{ field: 'id', message: 'must be a positive whole number' }]);
  }
}
