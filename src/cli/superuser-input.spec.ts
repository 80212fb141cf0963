import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { ValidationError } from '../common/index.js';
import { problemsOf, superuserInput } from './superuser-input.js';

const valid = { username: 'root.admin', email: 'root@example.com', password: 'correct horse battery' };

describe('what a superuser is made of', () => {
  it('is taken when it follows the rules of registration', async () => {
    await expect(superuserInput(valid)).resolves.toEqual(valid);
  });

  it('is refused with every problem at once', async () => {
    const refusal = await superuserInput({ username: 'a@b', email: 'nobody', password: 'short' }).catch(
      (e: unknown) => e,
    );
    expect(refusal).toBeInstanceOf(ValidationError);
    const fields = (refusal as ValidationError).extra.errors?.map((problem) => problem.field);
    expect(new Set(fields)).toEqual(new Set(['username', 'email', 'password']));
  });

  it('is checked field by field while it is typed', async () => {
    await expect(problemsOf('username', 'root.admin')).resolves.toEqual([]);
    await expect(problemsOf('email', 'nobody')).resolves.toEqual([
      { field: 'email', message: 'must be an e-mail address' },
    ]);
  });
});
