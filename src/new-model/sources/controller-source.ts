import type { ModelPlan } from '../model-plan.js';
import { screaming } from '../words.js';
import { filtersOf } from './dto-source.js';
import { hasReferences, hasUnique } from './service-source.js';

/** `invoices.controller.ts` */
export function controllerSource(plan: ModelPlan): string {
  const { one, many, oneClass, manyClass, manyName, oneWords } = plan.names;
  return `import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { CurrentActor, Idempotent, IdPipe, ResourceDocumentation, Roles, STAFF } from '../common/index.js';
import type { Actor, IdempotentRequest, Listed, Page } from '../common/index.js';
import { Create${oneClass}Dto, ${oneClass}Dto, ${oneClass}Query, ${listedName(plan)}, Update${oneClass}Dto } from './${one}.dto.js';
import { ${manyClass}Service } from './${many}.service.js';

const docs = new ResourceDocumentation('${many}', '${oneWords}', ${oneClass}Dto);

@docs.controller()
@Roles(...STAFF)
@Controller('api/${many}')
export class ${manyClass}Controller {
  constructor(private readonly ${manyName}: ${manyClass}Service) {}

${reading(plan)}
${writing(plan)}
}
`;
}

function reading(plan: ModelPlan): string {
  const { oneClass, manyName } = plan.names;
  const filters = filtersOf(plan).map(({ name }) => `\`${name}\``);
  const told = filters.length === 0 ? '' : `, '${filters.join(', ')}: those that have this very value.'`;
  return `  @Get()
  @docs.list(${listedName(plan)}${told})
  list(@Query() query: ${oneClass}Query): Promise<Page<Listed<${oneClass}Dto>>> {
    return this.${manyName}.list(query);
  }

  @Get(':id')
  @docs.get()
  get(@Param('id', IdPipe) id: number): Promise<${oneClass}Dto> {
    return this.${manyName}.get(id);
  }
`;
}

function writing(plan: ModelPlan): string {
  const { many, oneClass, oneName, manyName } = plan.names;
  const problems = [hasUnique(plan) && "'already-exists'", hasReferences(plan) && "'conflict'"]
    .filter(Boolean)
    .join(', ');
  return `  @Post()
  @docs.create(${problems})
  async create(
    @CurrentActor() by: Actor,
    @Body() input: Create${oneClass}Dto,
    @Idempotent() request: IdempotentRequest | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<${oneClass}Dto> {
    const ${oneName} = await this.${manyName}.create(by, input, request);
    response.location(\`/api/${many}/\${${oneName}.id}\`);
    return ${oneName};
  }

  @Patch(':id')
  @docs.update(${problems})
  update(
    @CurrentActor() by: Actor,
    @Param('id', IdPipe) id: number,
    @Body() changes: Update${oneClass}Dto,
  ): Promise<${oneClass}Dto> {
    return this.${manyName}.update(by, id, changes);
  }

  @Delete(':id')
  @HttpCode(204)
  @docs.remove('conflict')
  delete(@CurrentActor() by: Actor, @Param('id', IdPipe) id: number): Promise<void> {
    return this.${manyName}.delete(by, id);
  }`;
}

const listedName = ({ names }: ModelPlan): string => `LISTED_${screaming(names.manyName)}`;
