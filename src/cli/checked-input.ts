import type { Type } from '@nestjs/common';
import { validationPipe } from '../common/index.js';

/** What was given to a command, held to the same rules as the body of a request. @throws ValidationError with every problem. */
export async function checkedInput<Input extends object>(dto: Type<Input>, given: object): Promise<Input> {
  return (await validationPipe().transform(given, { type: 'body', metatype: dto })) as Input;
}
