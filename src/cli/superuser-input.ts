import { PickType } from '@nestjs/swagger';
import { ValidationError, validationPipe } from '../common/index.js';
import type { FieldError } from '../common/index.js';
import { RegisterDto } from '../master/index.js';

/** What a superuser is made of, by the rules that registration has for the same fields. */
export class SuperuserInput extends PickType(RegisterDto, ['username', 'email', 'password'] as const) {}

export type SuperuserField = keyof SuperuserInput;

const pipe = validationPipe();

/** The input in its final form, blanks around names taken away. @throws ValidationError with every problem. */
export async function superuserInput(given: Readonly<Record<SuperuserField, string>>): Promise<SuperuserInput> {
  return (await pipe.transform({ ...given }, { type: 'body', metatype: SuperuserInput })) as SuperuserInput;
}

/** What is wrong with one field, by itself; for asking again at once. */
export async function problemsOf(field: SuperuserField, value: string): Promise<FieldError[]> {
  const others = { username: '', email: '', password: '' };
  try {
    await superuserInput({ ...others, [field]: value });
    return [];
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return (error.extra.errors ?? []).filter((problem) => problem.field === field);
  }
}
