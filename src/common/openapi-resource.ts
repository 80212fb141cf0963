import { applyDecorators } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { ImportReportDto } from './csv/import.dto.js';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProblems,
  ApiProperty,
} from './openapi.js';
import { ApiSection } from './openapi-names.js';
import { ApiIdempotencyKey, ApiIdParam, listDescription, pageSchema, STORAGE_WARNING } from './openapi-parts.js';
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

const FILE: readonly ProblemCode[] = ['validation-failed', 'payload-too-large', 'unsupported-media-type'];

/** OpenAPI of the routes that every clinic model has. `problems` are those of the model itself. */
export class ResourceDocumentation {
  private readonly id = ApiIdParam();
  private readonly many: string;

  /**
   * @param path below /api, and the tag: `doctors`, `lab-results`.
   * @param one used in sentences and operation ids: `doctor`, `lab result`.
   * @param answer what an entry is answered as.
   */
  constructor(
    private readonly path: string,
    private readonly one: string,
    private readonly answer: Type<EntryDto>,
  ) {
    this.many = path.replaceAll('-', ' ');
  }

  controller(): ClassDecorator {
    const section = ApiSection(this.path, `The ${this.many} of the company.`);
    return applyDecorators(section, ApiBearerAuth(), ApiExtraModels(this.answer));
  }

  /** @param filters what the named filters do, where their names do not say it. */
  list(fields: ListedFields, filters = ''): MethodDecorator {
    return applyDecorators(
      ApiOperation({
        operationId: `list${joined(this.path)}`,
        summary: `A page of the ${this.many}`,
        description: `${listDescription(fields)}\n\n${filters}`.trim(),
      }),
      ApiOkResponse({ schema: pageSchema(this.answer) }),
      ApiProblems('validation-failed', ...TENANT),
    );
  }

  get(): MethodDecorator {
    return applyDecorators(
      ApiOperation({ operationId: `get${joined(this.one)}`, summary: `One ${this.one}` }),
      this.id,
      ApiOkResponse({ type: this.answer }),
      ApiProblems('validation-failed', 'not-found', ...TENANT),
    );
  }

  create(...problems: readonly ProblemCode[]): MethodDecorator {
    const example = `/api/${this.path}/1`;
    return applyDecorators(
      ApiOperation({ operationId: `create${joined(this.one)}`, summary: `Add ${withArticle(this.one)}` }),
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

  /** @param example a file of one header and one line. */
  import(example: string, ...problems: readonly ProblemCode[]): MethodDecorator {
    return applyDecorators(
      ApiOperation({
        operationId: `import${joined(this.path)}`,
        summary: `Add the ${this.many} of a CSV file, all or none`,
        description:
          'The first line names the fields, in any order and case. Cells are parted by commas, semicolons or tabs; empty ' +
          'ones are left out. With `dryRun=true` the file is only checked. At most 64 MB, sent within 30 seconds.',
      }),
      ApiIdempotencyKey(),
      ApiConsumes('text/csv'),
      ApiBody({ required: true, schema: { type: 'string', example } }),
      ApiOkResponse({ type: ImportReportDto, headers: STORAGE_WARNING }),
      ApiProblems(...FILE, 'idempotency-mismatch', ...TENANT, 'plan-limit-reached', ...problems),
    );
  }

  update(...problems: readonly ProblemCode[]): MethodDecorator {
    return applyDecorators(
      ApiOperation({
        operationId: `update${joined(this.one)}`,
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
      ApiOperation({ operationId: `delete${joined(this.one)}`, summary: `Delete ${withArticle(this.one)}` }),
      this.id,
      ApiNoContentResponse({ description: `The ${this.one} is gone.` }),
      ApiProblems('validation-failed', 'not-found', ...TENANT, ...problems),
    );
  }
}

/** `LabResult`, of `lab result` or `lab-result`. */
function joined(words: string): string {
  return words.replace(/(?:^|[ -])(\w)/g, (_start, letter: string) => letter.toUpperCase());
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}
