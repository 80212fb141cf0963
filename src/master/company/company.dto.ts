import { ApiProperty, Email, Phone, Text, TimeZone } from '../../common/index.js';
import { CompanyDto } from '../auth/signed-in.dto.js';

const ADDRESS = { min: 1, max: 500, nullable: true, multiline: true, example: '12 Main Street, Springfield' };

export class UpdateCompanyDto {
  /** The slug stays as it is. */
  @Text({ min: 1, max: 120, optional: true, example: 'City Hospital' })
  name?: string;

  @Email({ optional: true, example: 'admin@cityhospital.com' })
  email?: string;

  @Phone({ optional: true, example: '+1 555 0100' })
  phone?: string;

  @Text({ ...ADDRESS, optional: true })
  address?: string | null;

  @TimeZone({ optional: true, example: 'Europe/Berlin' })
  timeZone?: string;
}

export class CompanyProfileDto extends CompanyDto {
  @ApiProperty({ type: String, nullable: true, example: ADDRESS.example })
  address!: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: null,
    description: 'It is to be deleted: until then it can be read, and the deletion taken back.',
  })
  eraseAt!: string | null;
}
