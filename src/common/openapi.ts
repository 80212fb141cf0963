import type * as Swagger from '@nestjs/swagger';
import { type ProblemCode, problemKind, PROBLEMS } from './problem-codes.js';

/*
 * The OpenAPI decorators of @nestjs/swagger, without its 120 ms of loading at start: each use is written down and
 * replayed with the real decorator when the document is first asked for. See docs/decisions/0010.
 */
type SwaggerLibrary = typeof Swagger;
type Decorator = (target: object, key?: string | symbol, descriptor?: PropertyDescriptor) => unknown;
type DecoratorName = Extract<keyof SwaggerLibrary, `Api${string}`>;

const uses: ((swagger: SwaggerLibrary) => void)[] = [];

/** Applies every decorator used so far for real; uses are applied once, in the order they were made. */
export function applyOpenApiDecorators(swagger: SwaggerLibrary): void {
  for (const use of uses.splice(0)) {
    use(swagger);
  }
}

function deferred<Name extends DecoratorName>(name: Name): SwaggerLibrary[Name] {
  const factory = (...args: unknown[]): Decorator => {
    return (target, key, descriptor) => {
      uses.push((swagger) => {
        const real = swagger[name] as unknown as (...args: unknown[]) => Decorator;
        real(...args)(target, key, descriptor);
      });
    };
  };
  return factory as unknown as SwaggerLibrary[Name];
}

export const ApiTags = deferred('ApiTags');
export const ApiOperation = deferred('ApiOperation');
export const ApiProperty = deferred('ApiProperty');
export const ApiParam = deferred('ApiParam');
export const ApiQuery = deferred('ApiQuery');
export const ApiHeader = deferred('ApiHeader');
export const ApiBody = deferred('ApiBody');
export const ApiResponse = deferred('ApiResponse');
export const ApiOkResponse = deferred('ApiOkResponse');
export const ApiCreatedResponse = deferred('ApiCreatedResponse');
export const ApiNoContentResponse = deferred('ApiNoContentResponse');
export const ApiBearerAuth = deferred('ApiBearerAuth');
export const ApiExcludeController = deferred('ApiExcludeController');
export const ApiExcludeEndpoint = deferred('ApiExcludeEndpoint');
export const ApiExtraModels = deferred('ApiExtraModels');

const EXAMPLE_REQUEST_ID = '0b0e7f1c-5d3a-4f43-9a53-0e7f1c5d3a4f';

/** What is wrong with one field, for the document. */
export class FieldErrorDto {
  field!: string;
  message!: string;
}
ApiProperty({ type: String, example: 'firstName' })(FieldErrorDto.prototype, 'field');
ApiProperty({ type: String, example: 'must have 1 to 80 characters' })(FieldErrorDto.prototype, 'message');

/** The shape of every error answer, for the document. */
export class ProblemDto {
  type!: string;
  title!: string;
  status!: number;
  detail!: string;
  code!: string;
  requestId!: string;
  errors?: FieldErrorDto[];
}
ApiProperty({ type: String, example: 'urn:medadmin:problem:not-found' })(ProblemDto.prototype, 'type');
ApiProperty({ type: String, example: 'Not found' })(ProblemDto.prototype, 'title');
ApiProperty({ type: Number, example: 404 })(ProblemDto.prototype, 'status');
ApiProperty({ type: String })(ProblemDto.prototype, 'detail');
ApiProperty({ type: String, enum: Object.keys(PROBLEMS), example: 'not-found' })(ProblemDto.prototype, 'code');
ApiProperty({ type: String, example: EXAMPLE_REQUEST_ID })(ProblemDto.prototype, 'requestId');
ApiProperty({ type: [FieldErrorDto], required: false, description: 'What is wrong with which field of the input.' })(
  ProblemDto.prototype,
  'errors',
);

/** The error answers of an operation, each with its codes. */
export function ApiProblems(...codes: readonly ProblemCode[]): MethodDecorator {
  const statuses = [...new Set(codes.map((code) => problemKind(code).status))];
  const decorators = statuses.map((status) =>
    ApiResponse(
      problemResponse(
        status,
        codes.filter((code) => problemKind(code).status === status),
      ),
    ),
  );
  return (target, key, descriptor) => {
    for (const decorate of decorators) decorate(target, key, descriptor);
  };
}

function problemResponse(status: number, codes: readonly ProblemCode[]): Swagger.ApiResponseOptions {
  const examples = codes.map((code) => {
    const { title, detail } = problemKind(code);
    const value = { type: `urn:medadmin:problem:${code}`, title, status, detail, code, requestId: EXAMPLE_REQUEST_ID };
    return [code, { value }] as const;
  });
  return {
    status,
    description: codes.map((code) => `\`${code}\``).join(', '),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/ProblemDto' },
        examples: Object.fromEntries(examples),
      },
    },
  };
}
