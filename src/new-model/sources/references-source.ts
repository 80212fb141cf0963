import type { ModelPlan } from '../model-plan.js';

/** `references.ts`, of models that refer to others. */
export function referencesSource({ fields }: ModelPlan): string {
  const entries = fields.flatMap(({ name, target }) => (target === undefined ? [] : [`${name}: '${target}'`]));
  return `import type { EntityManager } from 'typeorm';
import { ValidationError } from '../common/index.js';

/** What is referred to; table names, because this folder does not know the entities of others. */
const TABLES = { ${entries.join(', ')} } as const;

type Reference = keyof typeof TABLES;

/**
 * @param references those to look for; absent ones are not.
 * @throws ValidationError naming each that does not exist in the company's database.
 */
export async function assertReferences(
  transaction: EntityManager,
  references: Partial<Record<Reference, number | null>>,
): Promise<void> {
  const errors = [];
  for (const field of Object.keys(TABLES) as Reference[]) {
    const id = references[field] ?? undefined;
    if (id === undefined || (await transaction.existsBy(TABLES[field], { id }))) continue;
    errors.push({ field, message: 'must be the id of an existing entry' });
  }
  if (errors.length > 0) throw new ValidationError(errors);
}
`;
}
