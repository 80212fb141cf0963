import { ProblemError } from '../../common/index.js';

/** The password of a role is not what was kept, or the key that encrypted it is gone. */
export class UnreadableRoleSecretError extends ProblemError {
  constructor(role: string) {
    super('unavailable', `The password of ${role} cannot be opened with the keys of this installation.`);
  }
}
