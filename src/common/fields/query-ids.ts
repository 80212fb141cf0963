import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsInt, Max, Min } from 'class-validator';
import { ApiProperty } from '../openapi.js';
import { presence } from './presence.js';

/** As many as a page may have entries. */
const MOST = 100;
/** Largest id in an integer column of PostgreSQL. */
const ID_MAX = 2_147_483_647;

const MESSAGE = `must be up to ${MOST} ids, separated by commas`;

/** Ids in a query string, separated by commas; may be left out. */
export function QueryIds(): PropertyDecorator {
  return applyDecorators(
    ...presence({ optional: true }),
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',').map(numberOf) : value)),
    ArrayMaxSize(MOST, { message: MESSAGE }),
    IsInt({ each: true, message: MESSAGE }),
    Min(1, { each: true, message: MESSAGE }),
    Max(ID_MAX, { each: true, message: MESSAGE }),
    ApiProperty({
      type: String,
      required: false,
      example: '1,2,3',
      description: `Up to ${MOST}, separated by commas.`,
    }),
  );
}

function numberOf(text: string): number {
  return /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
}
