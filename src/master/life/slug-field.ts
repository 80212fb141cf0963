import { applyDecorators } from '@nestjs/common';
import { Matches } from 'class-validator';
import { Text } from '../../common/index.js';
import { TENANT_KEY_MAX_LENGTH } from '../../database/index.js';

/** A company's slug that somebody chooses. */
export function Slug(options: { readonly example: string }): PropertyDecorator {
  return applyDecorators(
    Text({ min: 1, max: TENANT_KEY_MAX_LENGTH, example: options.example }),
    Matches(/^[a-z0-9]+(-[a-z0-9]+)*$/, { message: 'may have a-z, 0-9 and single hyphens inside only' }),
  );
}
