import { ApiProperty } from '../common/index.js';

const LIMIT = { type: 'integer', nullable: true, description: 'Null: unlimited.' } as const;
const REMAINING = {
  type: 'integer',
  nullable: true,
  minimum: 0,
  description: 'How many more the plan allows. Null: unlimited.',
} as const;

/** Something that the plan limits by number. */
export class CountUsageDto {
  @ApiProperty({ type: 'integer', minimum: 0, example: 3 })
  used!: number;

  @ApiProperty({ ...LIMIT, example: 25 })
  limit!: number | null;

  @ApiProperty({ ...REMAINING, example: 22 })
  remaining!: number | null;
}

/** The size of the company's database. */
export class StorageUsageDto {
  @ApiProperty({ type: 'integer', minimum: 0, example: 9019431321, description: 'Bytes that the data takes up.' })
  used!: number;

  @ApiProperty({ ...LIMIT, example: 10737418240 })
  limit!: number | null;

  @ApiProperty({ ...REMAINING, example: 1717986919 })
  remaining!: number | null;

  @ApiProperty({
    type: 'number',
    nullable: true,
    example: 84,
    description: 'Of the limit, to one decimal. Null: unlimited.',
  })
  percent!: number | null;

  @ApiProperty({ type: 'boolean', example: true, description: 'True from 80 % of the limit on.' })
  warning!: boolean;
}

export class UsageDto {
  @ApiProperty({ type: () => CountUsageDto })
  doctors!: CountUsageDto;

  @ApiProperty({ type: () => CountUsageDto })
  patients!: CountUsageDto;

  @ApiProperty({ type: () => CountUsageDto, description: 'Active users.' })
  users!: CountUsageDto;

  @ApiProperty({ type: () => StorageUsageDto })
  storageBytes!: StorageUsageDto;
}
