import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';

export interface DocumentedAnswer {
  readonly description: string;
  readonly headers?: Record<string, unknown>;
  readonly content?: Record<string, { schema: object; examples?: Record<string, { value: Record<string, unknown> }> }>;
}
export interface DocumentedOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: string[];
  readonly security: Record<string, string[]>[];
  readonly parameters: { name: string; in: string; schema: object; example?: unknown }[];
  readonly requestBody?: { required: boolean; content: Record<string, { schema: { $ref: string } }> };
  readonly responses: Record<string, DocumentedAnswer>;
}
interface Schema {
  readonly type?: string;
  readonly example?: unknown;
  readonly enum?: readonly unknown[];
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Record<string, Schema>;
  readonly required?: string[];
  readonly additionalProperties?: unknown;
}
export interface OpenApi {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, DocumentedOperation>>;
  readonly components: { readonly schemas: Record<string, Schema> };
}

/** The OpenAPI document as a judge of real answers. */
export class ApiDocument {
  private readonly ajv = new Ajv({ strict: true, allErrors: true });
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(readonly document: OpenApi) {
    this.ajv.addVocabulary(['components', 'example']);
    // The API answers times in UTC with milliseconds, nothing else.
    this.ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    this.ajv.addFormat('date', /^\d{4}-\d\d-\d\d$/);
    this.ajv.addFormat('email', /^[^@\s]+@[^@\s]+\.[^@\s]+$/);
    const schemas = Object.entries(document.components.schemas).map(([name, schema]) => [name, closed(name, schema)]);
    this.ajv.addSchema({ $id: 'api', components: { schemas: Object.fromEntries(schemas) } });
  }

  /** `GET /api/doctors/{id}` → operation. */
  get operations(): Map<string, DocumentedOperation> {
    const entries = Object.entries(this.document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
    );
    return new Map(entries);
  }

  operation(route: string): DocumentedOperation {
    const operation = this.operations.get(route);
    if (operation === undefined) throw new Error(`${route} is not documented`);
    return operation;
  }

  /** What the document has against an answer; empty when it is as documented. */
  objections(route: string, status: number, mediaType: string, body: unknown): string[] {
    const answer = this.operation(route).responses[status];
    if (answer === undefined) return [`${route} is not documented to answer ${status}`];
    if (answer.content === undefined) return body === undefined ? [] : [`${route} ${status} should have no body`];
    const type = mediaType.split(';')[0] ?? '';
    const content = answer.content[type];
    if (content === undefined) return [`${route} ${status} is not documented as ${type}`];
    return this.schemaObjections(`${route} ${status} ${type}`, content.schema, body);
  }

  schemaObjections(name: string, schema: object, value: unknown): string[] {
    const inApi = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components')) as object;
    const validator = this.validators.get(name) ?? this.ajv.compile(inApi);
    this.validators.set(name, validator);
    if (validator(value)) return [];
    return (validator.errors ?? []).map(({ instancePath, message = '' }) => `${name}: ${instancePath} ${message}`);
  }

  /** A body made of the examples of its fields. */
  exampleBody(route: string): Record<string, unknown> {
    const $ref = this.operation(route).requestBody?.content['application/json']?.schema.$ref ?? '';
    const { properties = {} } = this.document.components.schemas[keyOf($ref)] ?? {};
    return Object.fromEntries(Object.entries(properties).map(([name, { example }]) => [name, example]));
  }

  /** What a schema is like, made of the examples in it and in those that it refers to. */
  example($ref: string): unknown {
    return this.exampleOf(this.document.components.schemas[keyOf($ref)] ?? {});
  }

  private exampleOf({ example, $ref, anyOf, items, properties, enum: values }: Schema): unknown {
    if (example !== undefined) return example;
    if (values !== undefined) return values[0];
    if ($ref !== undefined) return this.example($ref);
    if (anyOf?.[0] !== undefined) return this.exampleOf(anyOf[0]);
    if (items !== undefined) return [this.exampleOf(items)];
    const fields = Object.entries(properties ?? {});
    return Object.fromEntries(fields.map(([name, field]) => [name, this.exampleOf(field)]));
  }
}

function keyOf($ref: string): string {
  return $ref.split('/').at(-1) ?? '';
}

/** A field that is not documented is an objection; problems alone may have further members. */
function closed(name: string, schema: Schema): Schema {
  if (name === 'Problem' || schema.properties === undefined || 'additionalProperties' in schema) return schema;
  return { ...schema, additionalProperties: false };
}
