import { applyDecorators } from '@nestjs/common';
import { Matches } from 'class-validator';
import { ApiProperty, namedValues, OneOf, PageQuery, Text, WholeNumber } from '../../common/index.js';
import { SERVER_STATES, URL_SETTING } from '../../database/index.js';
import type { ServerState } from '../../database/index.js';

namedValues('DatabaseServerState', SERVER_STATES);

const MOST_COMPANIES = 1_000_000;
const CAPACITY = { min: 1, max: MOST_COMPANIES, example: 5000 };
const REGION = { example: 'eu-north', nullable: true, optional: true };
const SETTING = { example: 'DATABASE_SERVER_B_URL' };

function Name(options: { example: string; optional?: boolean; nullable?: boolean }): PropertyDecorator {
  return applyDecorators(
    Text({ min: 1, max: 40, ...options }),
    Matches(/^[a-z0-9]+(-[a-z0-9]+)*$/, { message: 'may have a-z, 0-9 and single hyphens inside only' }),
  );
}

function UrlSetting(options: { example: string; optional?: boolean }): PropertyDecorator {
  return applyDecorators(
    Text({ min: 1, max: 80, ...options }),
    Matches(URL_SETTING, { message: 'must be the name of a variable such as DATABASE_SERVER_B_URL' }),
  );
}

export class AddServerDto {
  @Name({ example: 'b' })
  name!: string;

  @UrlSetting(SETTING)
  urlSetting!: string;

  @Name(REGION)
  region?: string | null;

  @WholeNumber(CAPACITY)
  capacity!: number;
}

/** Fields that are left out stay as they are. */
export class ChangeServerDto {
  @UrlSetting({ ...SETTING, optional: true })
  urlSetting?: string;

  @Name(REGION)
  region?: string | null;

  @WholeNumber({ ...CAPACITY, optional: true })
  capacity?: number;

  @OneOf(SERVER_STATES, { optional: true, example: 'draining' })
  state?: ServerState;
}

export const LISTED_SERVERS = {
  sortable: ['name', 'region', 'capacity', 'state', 'companies'],
  searchable: ['name', 'region'],
};

export class ServerListQuery extends PageQuery {}

/** A PostgreSQL server that may hold companies' databases, besides the one that settings choose. */
export class ServerDto {
  @ApiProperty({ type: String, example: 'b' })
  name!: string;

  @ApiProperty({
    type: String,
    example: 'DATABASE_SERVER_B_URL',
    description: 'The environment variable that has its URL, in every process of the program.',
  })
  urlSetting!: string;

  @ApiProperty({ type: String, nullable: true, example: 'eu-north' })
  region!: string | null;

  @ApiProperty({ type: 'integer', example: 5000, description: 'Companies that it is meant to hold.' })
  capacity!: number;

  @ApiProperty({
    enum: SERVER_STATES,
    type: String,
    example: 'open',
    description: 'Only an open one is given new companies.',
  })
  state!: ServerState;

  @ApiProperty({ type: 'integer', example: 1200, description: 'Companies that are on it now.' })
  companies!: number;

  @ApiProperty({
    type: Boolean,
    example: true,
    description:
      'Whether the process that answers has just reached it. New companies are made elsewhere while it is away.',
  })
  isReachable!: boolean;
}
