import type { OpenAPIObject } from '@nestjs/swagger';
import { nameOfValues } from '../common/index.js';

type Schema = Readonly<Record<string, unknown>>;

const REFERENCE = '#/components/schemas/';
/** What is given as it is: values, not schemas. */
const VALUES = new Set(['example', 'examples', 'default', 'enum', 'required']);

/**
 * The document as OpenAPI 3.1, which says exactly what may be null and what may be left out; with schemas called what the
 * API's users call them (`Doctor`, not `DoctorDto`), and with lists of values and pages named once and referred to.
 * @throws Error when two schemas would have the same name.
 */
export function finished(document: OpenAPIObject): OpenAPIObject {
  const named = new Map<string, unknown>();
  const form = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(form);
    if (!isObject(node)) return node;
    const parts = Object.entries(node).map(([key, part]) => [key, formOf(key, part)] as const);
    return referring(withNull(Object.fromEntries(parts)), named);
  };
  const formOf = (key: string, part: unknown): unknown => {
    if (VALUES.has(key)) return part;
    // Fields may be called whatever they like.
    if (key !== 'properties' || !isObject(part)) return form(part);
    return Object.fromEntries(Object.entries(part).map(([field, schema]) => [field, form(schema)]));
  };
  const { schemas = {}, ...components } = (document.components ?? {}) as { schemas?: Schema };
  const paths = form(document.paths);
  for (const [name, schema] of Object.entries(schemas)) add(named, shortName(name), form(schema));
  const sorted = [...named].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    ...document,
    openapi: '3.1.0',
    paths,
    components: { ...components, schemas: Object.fromEntries(sorted) },
  } as OpenAPIObject;
}

/** OpenAPI 3.0's `nullable`, and its way to describe a reference, in the words of JSON Schema. */
function withNull({ nullable, ...schema }: Schema): Schema {
  if (nullable !== undefined && typeof nullable !== 'boolean') return { ...schema, nullable };
  const { allOf, type, ...rest } = schema;
  if (!nullable) return isSingle(allOf) ? { ...rest, ...allOf[0] } : schema;
  if (Array.isArray(allOf)) return { ...rest, anyOf: [...(allOf as unknown[]), { type: 'null' }] };
  return { ...rest, type: [type, 'null'] };
}

/** What has a name of its own is put under it, and referred to. */
function referring(schema: Schema, named: Map<string, unknown>): Schema {
  if (typeof schema.$ref === 'string') return { ...schema, $ref: REFERENCE + shortName(nameIn(schema.$ref)) };
  if (Array.isArray(schema.enum)) return referringToValues(schema, schema.enum, named);
  if (schema.type !== 'object' || typeof schema.title !== 'string') return schema;
  const { title, ...page } = schema;
  named.set(title, page);
  return { $ref: REFERENCE + title };
}

function referringToValues(schema: Schema, values: readonly unknown[], named: Map<string, unknown>): Schema {
  const present = values.filter((value) => value !== null);
  const name = nameOfValues(present);
  if (name === undefined) return schema;
  named.set(name, { type: 'string', enum: present, example: present[0] });
  const { enum: _values, type: _type, ...rest } = schema;
  const reference = { $ref: REFERENCE + name };
  return present.length === values.length
    ? { ...rest, ...reference }
    : { ...rest, anyOf: [reference, { type: 'null' }] };
}

function add(named: Map<string, unknown>, name: string, schema: unknown): void {
  if (named.has(name)) throw new Error(`Two schemas of the API document are called ${name}`);
  named.set(name, schema);
}

const isSingle = (value: unknown): value is [Schema] => Array.isArray(value) && value.length === 1;
const shortName = (name: string): string => name.replace(/Dto$/, '');
const nameIn = (reference: string): string => reference.slice(REFERENCE.length);
const isObject = (value: unknown): value is Schema => typeof value === 'object' && value !== null;
