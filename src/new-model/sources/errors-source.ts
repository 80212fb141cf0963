import type { ModelPlan } from '../model-plan.js';
import { withArticle } from '../words.js';

/** `invoices.errors.ts` */
export function errorsSource({ names, fields }: ModelPlan): string {
  const { oneClass, oneWords } = names;
  const has = (what: 'isUnique' | 'target'): boolean => fields.some((field) => field[what]);
  return `import { ConflictError, ProblemError } from '../common/index.js';

export class ${oneClass}NotFoundError extends ProblemError {
  constructor() {
    super('not-found', 'There is no ${oneWords} with this id.');
  }
}
${has('isUnique') ? taken(oneClass, oneWords) : ''}${has('target') ? orphaned(oneClass, oneWords) : ''}
/** Something refers to the ${oneWords}, and would otherwise be left without one. */
export class ${oneClass}InUseError extends ConflictError {
  constructor() {
    super('in-use', 'The ${oneWords} is in use and cannot be deleted.');
  }
}
`;
}

function taken(oneClass: string, oneWords: string): string {
  return `
/** Another ${oneWords} of the company has the value of a field that no two share. */
export class ${oneClass}TakenError extends ProblemError {
  constructor(field: string) {
    super('already-exists', 'Another ${oneWords} has this value.', {
      errors: [{ field, message: 'belongs to another ${oneWords}' }],
    });
  }
}
`;
}

function orphaned(oneClass: string, oneWords: string): string {
  return `
/** What ${withArticle(oneWords)} refers to was deleted while it was being written. */
export class ${oneClass}OrphanedError extends ConflictError {
  constructor() {
    super('reference-gone', 'What the ${oneWords} refers to has just been deleted.');
  }
}
`;
}
