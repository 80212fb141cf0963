import type { ModelPlan } from '../model-plan.js';
import { controllerSource } from './controller-source.js';
import { dtoSource } from './dto-source.js';
import { entitySource } from './entity-source.js';
import { errorsSource } from './errors-source.js';
import { personalName, personalSource } from './personal-source.js';
import { referencesSource } from './references-source.js';
import { hasReferences, serviceSource } from './service-source.js';

/** The files of a model's folder by their names, not formatted yet; its migration comes later. */
export function folderSources(plan: ModelPlan): Readonly<Record<string, string>> {
  const { one, many } = plan.names;
  return {
    [`${one}.entity.ts`]: entitySource(plan),
    [`${one}.dto.ts`]: dtoSource(plan),
    [`${one}.personal.ts`]: personalSource(plan),
    [`${many}.errors.ts`]: errorsSource(plan),
    [`${many}.service.ts`]: serviceSource(plan),
    ...(hasReferences(plan) && { 'references.ts': referencesSource(plan) }),
    [`${many}.controller.ts`]: controllerSource(plan),
    [`${many}.module.ts`]: moduleSource(plan),
    [`${many}.model.ts`]: modelSource(plan),
    'index.ts': indexSource(plan),
  };
}

function moduleSource({ names: { one, many, oneClass, manyClass } }: ModelPlan): string {
  return `import { Module } from '@nestjs/common';
import { TenancyModule } from '../tenancy/index.js';
import { ${oneClass} } from './${one}.entity.js';
import { ${manyClass}Controller } from './${many}.controller.js';
import { ${manyClass}Service } from './${many}.service.js';

@Module({
  imports: [TenancyModule.forFeature([${oneClass}])],
  controllers: [${manyClass}Controller],
  providers: [${manyClass}Service],
})
export class ${manyClass}Module {}
`;
}

function modelSource(plan: ModelPlan): string {
  const { one, many, oneClass, manyClass, manyName } = plan.names;
  return `import type { TenantModel } from '../tenancy/index.js';
import { ${oneClass} } from './${one}.entity.js';
import { ${personalName(plan)} } from './${one}.personal.js';
import { ${manyClass}Module } from './${many}.module.js';

/** What this folder adds to every company's database and to the API. */
export const ${manyName}Model: TenantModel = {
  module: ${manyClass}Module,
  entities: [${oneClass}],
  migrations: [],
  personal: [${personalName(plan)}],
};
`;
}

function indexSource({ names: { one, many, oneClass, manyClass, manyName } }: ModelPlan): string {
  return `export { Create${oneClass}Dto, ${oneClass}Dto, ${oneClass}Query, Update${oneClass}Dto } from './${one}.dto.js';
export { ${oneClass} } from './${one}.entity.js';
export * from './${many}.errors.js';
export { ${manyName}Model } from './${many}.model.js';
export { ${manyClass}Service } from './${many}.service.js';
`;
}
