import { ApiProperty } from '../../common/index.js';

export class OwnSessionDto {
  @ApiProperty({ type: String, example: '0b0e7f1c-5d3a-4f43-9a53-0e7f1c5d3a4f' })
  id!: string;

  @ApiProperty({ type: String, nullable: true, example: 'Firefox on Linux' })
  device!: string | null;

  @ApiProperty({ type: String, nullable: true, example: '203.0.113.7', description: 'Where it was started from.' })
  address!: string | null;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-11-24T08:00:00.000Z' })
  createdAt!: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    example: '2026-11-24T08:15:00.000Z',
    description: 'When it was last refreshed, which is every few minutes while it is used.',
  })
  lastUsedAt!: string;

  @ApiProperty({ type: Boolean, example: true })
  isCurrent!: boolean;
}
