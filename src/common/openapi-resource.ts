import { applyDecorators } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProblems,
  ApiProperty,
  ApiTags,
} from './openapi.js';
import type { ListedFields } from './paging/index.js';
import type { ProblemCode } from './problem-codes.js';

/** What every entry of a company's database is answered with, besides its own fields. */
export class EntryDto {
  id!: number;
  createdAt!: Date;
  updatedAt!: Date;
}
ApiProperty({ type: 'integer', example: 1 })(EntryDto.prototype, 'id');
ApiProperty({ type: String, format: 'date-time', example: '2026-11-24T08:00:00.000Z' })(
  EntryDto.prototype,
  'createdAt',
);
ApiProperty({ type: String, format: 'date-time', example: '2026-11-24T08:00:00.000Z' })(
  EntryDto.prototype,
  'updatedAt',
);

/** Answers that any route with a company's database may give. */
const TENANT: readonly ProblemCode[] = [
  'unauthenticated',
  'subscription-inactive',
  'forbidden',
  'tenant-unavailable',
  'tenant-migrating',
  'unavailable',
];
const BODY: readonly ProblemCode[] = [
  'validation-failed',
  'malformed-json',
  'payload-too-large',
  'unsupported-media-type',
];

/** OpenAPI of the routes that every clinic model has. `problems` are those of the model itself. */
export class ResourceDocumentation {
  private readonly id = ApiIdParam();

  /**
   * @param path below /api, and the tag: `doctors`.
   * @param one used in sentences and operation ids: `doctor`.
   * @param answer what an entry is answered as.
   */
  constructor(
    private readonly path: string,
    private readonly one: string,
    private readonly answer: Type<EntryDto>,
  ) {}

  controller(): ClassDecorator {
    return applyDecorators(ApiTags(this.path), ApiBearerAuth(), ApiExtraModels(this.answer));
  }

  /** @param filters what the named filters do, where their names do not say it. */
  list(fields: ListedFields, filters = ''): MethodDecorator {
    return applyDecorators(
      ApiOperation({
        operationId: `list${capitalized(this.path)}`,
        summary: `A page of the ${this.path}`,
        description: `${listDescription(fields)}\n\n${filters}`.trim(),
      }),
      ApiOkResponse({ schema: pageSchema(this.answer) }),
      ApiProblems('validation-failed', ...TENANT),
    );
  }

  get(): MethodDecorator {
    return applyDecorators(
      ApiOperation({ operationId: `get${capitalized(this.one)}`, summary: `One ${this.one}` }),
      this.id,
      ApiOkResponse({ type: this.answer }),
      ApiProblems('validation-failed', 'not-found', ...TENANT),
    );
  }

  create(...problems: readonly ProblemCode[]): MethodDecorator {
    const example = `/api/${this.path}/1`;
    return applyDecorators(
      ApiOperation({ operationId: `create${capitalized(this.one)}`, summary: `Add ${withArticle(this.one)}` }),
      ApiIdempotencyKey(),
      ApiCreatedResponse({
        type: this.answer,
        headers: {
          Location: { description: `Path of the new ${this.one}`, schema: { type: 'string', example } },
          ...STORAGE_WARNING,
        },
      }),
      ApiProblems(...BODY, 'idempotency-mismatch', ...TENANT, 'plan-limit-reached', ...problems),
    );
  }

  update(...problems: readonly ProblemCode[]): MethodDecorator {
    return applyDecorators(
      ApiOperation({
        operationId: `update${capitalized(this.one)}`,
        summary: `Change ${withArticle(this.one)}`,
        description: 'Fields that are left out stay as they are; null empties a field that may be empty.',
      }),
      this.id,
      ApiOkResponse({ type: this.answer, headers: STORAGE_WARNING }),
      ApiProblems(...BODY, 'not-found', ...TENANT, 'plan-limit-reached', ...problems),
    );
  }

  remove(...problems: readonly ProblemCode[]): MethodDecorator {
    return applyDecorators(
      ApiOperation({ operationId: `delete${capitalized(this.one)}`, summary: `Delete ${withArticle(this.one)}` }),
      this.id,
      ApiNoContentResponse({ description: `The ${this.one} is gone.` }),
      ApiProblems('validation-failed', 'not-found', ...TENANT, ...problems),
    );
  }
}

/** The number in a path that ends with `:id`. */
export function ApiIdParam(): MethodDecorator {
  return ApiParam({ name: 'id', schema: { type: 'integer', minimum: 1 }, example: 1 });
}

/** How a list can be sorted and searched. */
export function listDescription({ sortable, searchable }: ListedFields): string {
  const sorting = `\`sort\`: ${sortable.join(', ')}; several separated by commas, a minus turns the order round.`;
  return `${sorting}\n\n\`q\`: every word, in whatever case, in any of ${searchable.join(', ')}.`;
}

/** The request may be sent again with the same effect and the same answer. */
export function ApiIdempotencyKey(): MethodDecorator {
  return ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'For 24 hours a request repeated with the same key has no second effect and is answered like the first.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
    example: '0b0e7f1c-5d3a-4f43-9a53-0e7f1c5d3a4f',
  });
}

const STORAGE_WARNING = {
  'Storage-Warning': {
    description:
      "There from 80 % of the plan's storage on: bytes that the company's data took up before, and their limit",
    schema: { type: 'string' as const, example: 'used=9019431321, limit=10737418240' },
  },
};

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** A page of such entries; the class must be among ApiExtraModels. */
export function pageSchema(entry: Type) {
  const count = (minimum: number, example: number) => ({ type: 'integer' as const, minimum, example });
  return {
    type: 'object' as const,
    required: ['items', 'page', 'pageSize', 'total'],
    properties: {
      items: { type: 'array' as const, items: { $ref: `#/components/schemas/${entry.name}` } },
      page: count(1, 1),
      pageSize: count(1, 20),
      total: { ...count(0, 57), description: 'Entries on all pages' },
    },
  };
}
