import type { Field } from '../field.js';
import type { ModelPlan } from '../model-plan.js';
import { screaming } from '../words.js';
import { filtersOf } from './dto-source.js';

/** `invoices.service.ts` */
export function serviceSource(plan: ModelPlan): string {
  const { oneClass, manyClass, manyName, manyWords } = plan.names;
  return `${imports(plan)}
/** The ${manyWords} of one company. */
@Injectable({ scope: Scope.REQUEST, durable: true })
export class ${manyClass}Service {
  constructor(
    @InjectTenantRepository(${oneClass}) private readonly ${manyName}: Repository<${oneClass}>,
    private readonly writes: TenantWrites,
    private readonly clock: Clock,
  ) {}

${reading(plan)}
${creating(plan)}
${updating(plan)}
${deleting(plan)}
}
${refusesOnWrite(plan) ? refuseWrite(plan) : ''}
function refuseInUse(error: unknown): never {
  throw isForeignKeyViolation(error) ? new ${oneClass}InUseError() : error;
}
`;
}

function reading(plan: ModelPlan): string {
  const { oneClass, oneName, manyName } = plan.names;
  return `  /** @throws ValidationError for a sort field that there is not. */
  list(query: ${oneClass}Query): Promise<Page<Listed<${oneClass}>>> {
    return findPage(this.${manyName}, query, ${listOptions(plan)});
  }

  /** @throws ${oneClass}NotFoundError */
  async get(id: number): Promise<${oneClass}> {
    const ${oneName} = await this.${manyName}.findOneBy({ id });
    if (${oneName} === null) throw new ${oneClass}NotFoundError();
    return ${oneName};
  }
`;
}

function creating(plan: ModelPlan): string {
  const { oneClass } = plan.names;
  return `  /** @throws ${['IdempotencyMismatchError', ...thrownOnWrite(plan)].join(', ')}. */
  create(by: Actor, input: Create${oneClass}Dto, request?: IdempotentRequest): Promise<${oneClass}> {
    return this.writes.once(by, request, async (transaction) => {
      ${hasReferences(plan) ? 'await assertReferences(transaction, input);' : ''}
      const now = this.clock.now();
      const fields = { ...input, createdAt: now, updatedAt: now };
      const { identifiers } = await transaction.insert(${oneClass}, fields)${catching(plan)};
      return { id: identifiers[0]?.id as number, ...fields };
    });
  }
`;
}

function updating(plan: ModelPlan): string {
  const { oneClass, oneName } = plan.names;
  return `  /**
   * Changes the fields that are given; of several changes at once the last one stays.
   * @throws ${[`${oneClass}NotFoundError`, ...thrownOnWrite(plan)].join(', ')}.
   */
  update(by: Actor, id: number, changes: Update${oneClass}Dto): Promise<${oneClass}> {
    return this.writes.run(by, async (transaction) => {
      const ${oneName} = await transaction.findOneBy(${oneClass}, { id });
      if (${oneName} === null) throw new ${oneClass}NotFoundError();
      if (Object.keys(changes).length === 0) return ${oneName};
      ${hasReferences(plan) ? 'await assertReferences(transaction, changes);' : ''}
      const fields = { ...changes, updatedAt: this.clock.now() };
      await transaction.update(${oneClass}, { id }, fields)${catching(plan)};
      return Object.assign(${oneName}, fields);
    });
  }
`;
}

function deleting({ names: { oneClass, oneWords } }: ModelPlan): string {
  return `  /** @throws ${oneClass}NotFoundError, ${oneClass}InUseError; the ${oneWords} stays then. */
  async delete(by: Actor, id: number): Promise<void> {
    const { affected } = await this.writes
      .run(by, (transaction) => transaction.delete(${oneClass}, { id }), { frees: true })
      .catch(refuseInUse);
    if (affected === 0) throw new ${oneClass}NotFoundError();
  }`;
}

const catching = (plan: ModelPlan): string => (refusesOnWrite(plan) ? '.catch(refuseWrite)' : '');

function imports(plan: ModelPlan): string {
  const { one, many, oneClass, manyName } = plan.names;
  const found = [
    ...(hasUnique(plan) ? ['violatedIndex'] : []),
    'InjectTenantRepository',
    'isForeignKeyViolation',
    'TenantWrites',
  ];
  const errors = [`${oneClass}InUseError`, `${oneClass}NotFoundError`, ...thrownOnWrite(plan)].filter(
    (name) => name !== 'ValidationError',
  );
  return `import { Injectable, Scope } from '@nestjs/common';
import { Repository } from 'typeorm';
import { Clock, findPage } from '../common/index.js';
import type { Actor, IdempotentRequest, Listed, Page } from '../common/index.js';
import { ${found.sort((a, b) => a.toLowerCase().localeCompare(b.toLowerCase())).join(', ')} } from '../tenancy/index.js';
import { LISTED_${screaming(manyName)} } from './${one}.dto.js';
import type { Create${oneClass}Dto, ${oneClass}Query, Update${oneClass}Dto } from './${one}.dto.js';
import { ${oneClass} } from './${one}.entity.js';
import { ${errors.join(', ')} } from './${many}.errors.js';
${hasReferences(plan) ? "import { assertReferences } from './references.js';" : ''}
${hasUnique(plan) ? uniqueFields(plan) : ''}`;
}

function uniqueFields({ names, fields }: ModelPlan): string {
  const entries = fields
    .filter(({ isUnique }) => isUnique)
    .map(({ name, column }) => `${names.table}_${column}: '${name}'`);
  return `
/** Fields that no two ${names.manyWords} share, by the index that sees to it. */
const UNIQUE: Readonly<Record<string, string>> = { ${entries.join(', ')} };
`;
}

function listOptions(plan: ModelPlan): string {
  const listed = `LISTED_${screaming(plan.names.manyName)}`;
  const filters = filtersOf(plan);
  if (filters.length === 0) return listed;
  const { manyName } = plan.names;
  return `{
      ...${listed},
      filter: (${manyName}) => {
        const { ${filters.map(({ name }) => name).join(', ')} } = query;
        ${filters.map((field) => filter(manyName, field)).join('\n        ')}
      },
    }`;
}

function filter(manyName: string, { name }: Field): string {
  return `if (${name} !== undefined) ${manyName}.andWhere('entry.${name} = :${name}', { ${name} });`;
}

function refuseWrite(plan: ModelPlan): string {
  const { oneClass } = plan.names;
  const orphaned = `if (isForeignKeyViolation(error)) throw new ${oneClass}OrphanedError();`;
  const unique = `const field = UNIQUE[violatedIndex(error) ?? ''];
  throw field === undefined ? error : new ${oneClass}TakenError(field);`;
  return `
/** Constraints decide: between a look and a leap come others. */
function refuseWrite(error: unknown): never {
  ${hasReferences(plan) ? orphaned : ''}
  ${hasUnique(plan) ? unique : 'throw error;'}
}
`;
}

export const hasReferences = ({ fields }: ModelPlan): boolean => fields.some(({ target }) => target !== undefined);
export const hasUnique = ({ fields }: ModelPlan): boolean => fields.some(({ isUnique }) => isUnique);
const refusesOnWrite = (plan: ModelPlan): boolean => hasReferences(plan) || hasUnique(plan);

function thrownOnWrite(plan: ModelPlan): string[] {
  const { oneClass } = plan.names;
  return [
    ...(hasReferences(plan) ? [`${oneClass}OrphanedError`, 'ValidationError'] : []),
    ...(hasUnique(plan) ? [`${oneClass}TakenError`] : []),
  ];
}
