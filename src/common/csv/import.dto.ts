import { ApiProperty } from '../openapi.js';
import { QuerySwitch } from '../fields/index.js';
import type { RefusedLine } from './csv-report.js';

export class ImportQuery {
  /** Only check the file and tell which lines would be refused. */
  @QuerySwitch({ optional: true, example: true })
  dryRun?: boolean;
}

export class RefusedLineDto implements RefusedLine {
  @ApiProperty({
    type: 'integer',
    example: 17,
    description: 'Where the line begins in the file; the header is line 1.',
  })
  line!: number;

  @ApiProperty({ type: String, nullable: true, example: 'email', description: 'Null: it is about the whole line.' })
  column!: string | null;

  @ApiProperty({ type: String, example: 'must be an e-mail address' })
  message!: string;
}

/** What came of a file. */
export class ImportReportDto {
  @ApiProperty({ type: Boolean, example: true })
  dryRun!: boolean;

  @ApiProperty({ type: 'integer', example: 100_000, description: 'Lines with data.' })
  rows!: number;

  @ApiProperty({ type: 'integer', example: 0, description: 'Entries added: all lines, or none.' })
  imported!: number;

  @ApiProperty({ type: 'integer', example: 1, description: 'Lines that cannot be taken in.' })
  refusedRows!: number;

  @ApiProperty({ type: () => [RefusedLineDto], description: 'The first hundred reasons.' })
  refused!: RefusedLineDto[];
}
