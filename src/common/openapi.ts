import type * as Swagger from '@nestjs/swagger';
import { CONFLICTS, type ConflictKind } from './conflicts.js';
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
export const ApiConsumes = deferred('ApiConsumes');
export const ApiProduces = deferred('ApiProduces');
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
  conflict?: ConflictKind;
  resource?: string;
  limit?: number;
  used?: number;
  challenge?: string;
  challengeExpiresIn?: number;
}
ApiProperty({ type: String, example: 'urn:medadmin:problem:not-found' })(ProblemDto.prototype, 'type');
ApiProperty({ type: String, example: 'Not found' })(ProblemDto.prototype, 'title');
ApiProperty({ type: 'integer', example: 404 })(ProblemDto.prototype, 'status');
ApiProperty({ type: String, example: 'There is nothing at this address.' })(ProblemDto.prototype, 'detail');
ApiProperty({ type: String, enum: Object.keys(PROBLEMS), example: 'not-found' })(ProblemDto.prototype, 'code');
ApiProperty({ type: String, example: EXAMPLE_REQUEST_ID })(ProblemDto.prototype, 'requestId');
ApiProperty({ type: [FieldErrorDto], required: false, description: 'What is wrong with which field of the input.' })(
  ProblemDto.prototype,
  'errors',
);

ApiProperty({
  type: String,
  enum: CONFLICTS,
  required: false,
  example: 'in-use',
  description: 'With `conflict`: what is in the way.',
})(ProblemDto.prototype, 'conflict');

const ofSignIn = (what: string) => ({ required: false, description: `With \`second-factor-required\`: ${what}.` });
ApiProperty({
  type: String,
  example: 'Zm9yLWZpdmUtbWludXRlcw',
  ...ofSignIn('goes with the code to /api/auth/second-factor'),
})(ProblemDto.prototype, 'challenge');
ApiProperty({ type: 'integer', example: 300, ...ofSignIn('seconds that it is good for') })(
  ProblemDto.prototype,
  'challengeExpiresIn',
);

const ofPlanLimit = (what: string) => ({ required: false, description: `With \`plan-limit-reached\`: ${what}.` });
ApiProperty({ type: String, example: 'doctors', ...ofPlanLimit('what there is too much of') })(
  ProblemDto.prototype,
  'resource',
);
ApiProperty({ type: 'integer', example: 25, ...ofPlanLimit('what the plan allows') })(ProblemDto.prototype, 'limit');
ApiProperty({ type: 'integer', example: 25, ...ofPlanLimit('what there is already') })(ProblemDto.prototype, 'used');

/** The error answers of an operation, each with its codes. Those that every operation may give need not be named. */
export function ApiProblems(...codes: readonly ProblemCode[]): MethodDecorator {
  const decorators = problemAnswers(codes).map(([status, answer]) => ApiResponse({ status, ...answer }));
  return (target, key, descriptor) => {
    for (const decorate of decorators) decorate(target, key, descriptor);
  };
}

/** How the document describes these problems: one answer per status, with an example per code. */
export function problemAnswers(codes: readonly ProblemCode[]): [status: number, answer: ProblemAnswer][] {
  const statuses = [...new Set(codes.map((code) => problemKind(code).status))];
  return statuses.map((status) => {
    const ofStatus = codes.filter((code) => problemKind(code).status === status);
    return [status, problemAnswer([...new Set(ofStatus)])];
  });
}

export type ProblemAnswer = ReturnType<typeof problemAnswer>;

function problemAnswer(codes: readonly ProblemCode[]) {
  const headers = Object.assign({}, ...codes.map((code) => problemKind(code).headers)) as Record<string, string>;
  return {
    description: codes.map((code) => `\`${code}\``).join(', '),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, example]) => [name, { schema: { type: 'string' as const, example } }]),
    ),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/ProblemDto' },
        examples: Object.fromEntries(codes.map((code) => [code, { value: problemExample(code) }])),
      },
    },
  };
}

function problemExample(code: ProblemCode) {
  const { title, status, detail } = problemKind(code);
  const errors =
    code === 'validation-failed' ? [{ field: 'firstName', message: 'must have 1 to 80 characters' }] : undefined;
  return {
    type: `urn:medadmin:problem:${code}`,
    title,
    status,
    detail,
    code,
    ...(errors && { errors }),
    requestId: EXAMPLE_REQUEST_ID,
  };
}
