import type { Type } from '@nestjs/common';
import { ApiHeader, ApiParam } from './openapi.js';
import type { ListedFields } from './paging/index.js';

/** The number in a path that ends with `:id`. */
export function ApiIdParam(): MethodDecorator {
  return ApiParam({ name: 'id', schema: { type: 'integer', minimum: 1, example: 1 } });
}

/** How a list can be sorted and searched. */
export function listDescription({ sortable, searchable }: ListedFields): string {
  const sorting = `\`sort\`: ${sortable.join(', ')}; several separated by commas, a minus turns the order round.`;
  if (searchable.length === 0) return `${sorting}\n\n\`q\`: no entry has words to look for.`;
  return `${sorting}\n\n\`q\`: every word, in whatever case, in any of ${searchable.join(', ')}.`;
}

const ANSWERED_ONCE =
  'For 24 hours a request repeated with the same key has no second effect and is answered like the first.';

/** The request may be sent again with the same effect and the same answer, unless `description` says otherwise. */
export function ApiIdempotencyKey(description = ANSWERED_ONCE): MethodDecorator {
  return ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description,
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
    example: '0b0e7f1c-5d3a-4f43-9a53-0e7f1c5d3a4f',
  });
}

export const STORAGE_WARNING = {
  'Storage-Warning': {
    description:
      "There from 80 % of the plan's storage on: bytes that the company's data took up before, and their limit",
    schema: { type: 'string' as const, example: 'used=9019431321, limit=10737418240' },
  },
};

/** A page of such entries; the class must be among ApiExtraModels. */
export function pageSchema(entry: Type) {
  const count = (minimum: number, example: number) => ({ type: 'integer' as const, minimum, example });
  return {
    // Becomes the name of the schema.
    title: `${entry.name.replace(/Dto$/, '')}Page`,
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
