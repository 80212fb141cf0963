import { ApiProperty, Email, Switch, Text, WholeNumber } from '../../common/index.js';
import { NewPassword, PASSWORD_MAX_LENGTH, Username } from '../fields.js';
import { AdminCompanyDetailDto } from '../admin/admin-company.dto.js';
import { Slug } from './slug-field.js';

export class RenameCompanyDto {
  @Slug({ example: 'general-hospital' })
  slug!: string;

  /** The name that people read; it stays when it is left out. */
  @Text({ min: 1, max: 120, optional: true, example: 'General Hospital' })
  name?: string;
}

export class DeleteCompanyDto {
  /** Of whoever asks. */
  @Text({ min: 1, max: PASSWORD_MAX_LENGTH, example: 'correct horse battery staple', verbatim: true })
  password!: string;
}

export class CloneCompanyDto {
  @Slug({ example: 'city-hospital-training' })
  slug!: string;

  /** The slug when left out. */
  @Text({ min: 1, max: 120, optional: true, example: 'City Hospital, for training' })
  name?: string;

  /** Other names, contacts and days, no free text. */
  @Switch({ optional: true, example: true })
  anonymize?: boolean;

  /** It is erased then; it stays when left out. */
  @WholeNumber({ min: 1, max: 3650, optional: true, example: 30 })
  expiresInDays?: number;
}

/** That a company was erased. */
export class ErasureCertificateDto {
  @ApiProperty({ type: 'integer', example: 1 })
  companyId!: number;

  @ApiProperty({ type: String, example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' })
  nameSha256!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-11-24T08:00:00.000Z' })
  requestedAt!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'user:12', description: 'Who asked for the deletion.' })
  requestedBy!: string | null;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-12-24T08:00:00.000Z' })
  erasedAt!: string;

  @ApiProperty({ type: String, example: 'schedule' })
  erasedBy!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { databases: 1, mails: 3, people: 4 },
    description: 'What was removed.',
  })
  removed!: Record<string, number>;
}

/** Who is to own a company that somebody makes for them. */
export class FirstOwnerDto {
  @Username({ example: 'ada.brown' })
  username!: string;

  @Email({ example: 'ada.brown@cityhospital.com' })
  email!: string;

  @NewPassword()
  password!: string;
}

/** How the owner of a clone signs in. */
export class CloneOwnerDto {
  @ApiProperty({ type: String, example: 'city-hospital-training' })
  username!: string;

  @ApiProperty({ type: String, example: 'pGv2ZkLr0xN4q8Tb', description: 'Told this once.' })
  password!: string;
}

export class CloneDto {
  @ApiProperty({ type: () => AdminCompanyDetailDto })
  company!: AdminCompanyDetailDto;

  @ApiProperty({ type: () => CloneOwnerDto })
  owner!: CloneOwnerDto;
}
