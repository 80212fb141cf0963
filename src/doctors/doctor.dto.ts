import { Email, EntryDto, PageQuery, Phone, Text } from '../common/index.js';

const FIRST_NAME = { min: 1, max: 80, example: 'Grace' };
const LAST_NAME = { min: 1, max: 80, example: 'Hopper' };
const EMAIL = { nullable: true, example: 'grace.hopper@cityhospital.com' };
const PHONE = { nullable: true, example: '+1 555 0101' };
const SPECIALTY = { min: 1, max: 120, example: 'Cardiology' };
const LICENSE_NUMBER = { nullable: true, min: 1, max: 60, example: 'MD-104729' };

export class CreateDoctorDto {
  @Text(FIRST_NAME)
  firstName!: string;

  @Text(LAST_NAME)
  lastName!: string;

  @Email({ ...EMAIL, optional: true })
  email: string | null = null;

  @Phone({ ...PHONE, optional: true })
  phone: string | null = null;

  @Text(SPECIALTY)
  specialty!: string;

  @Text({ ...LICENSE_NUMBER, optional: true })
  licenseNumber: string | null = null;
}

export class UpdateDoctorDto {
  @Text({ ...FIRST_NAME, optional: true })
  firstName?: string;

  @Text({ ...LAST_NAME, optional: true })
  lastName?: string;

  @Email({ ...EMAIL, optional: true })
  email?: string | null;

  @Phone({ ...PHONE, optional: true })
  phone?: string | null;

  @Text({ ...SPECIALTY, optional: true })
  specialty?: string;

  @Text({ ...LICENSE_NUMBER, optional: true })
  licenseNumber?: string | null;
}

const NAMED = ['firstName', 'lastName', 'email', 'phone', 'specialty', 'licenseNumber'];

export const LISTED_DOCTORS = { sortable: ['id', ...NAMED, 'createdAt', 'updatedAt'], searchable: NAMED };

export class DoctorQuery extends PageQuery {
  /** The whole specialty, in whatever case. */
  @Text({ ...SPECIALTY, optional: true })
  specialty?: string;

  /** The whole address, in whatever case. */
  @Text({ min: 1, max: 254, optional: true, example: EMAIL.example })
  email?: string;
}

/** A doctor as the API answers it. */
export class DoctorDto extends EntryDto {
  @Text(FIRST_NAME)
  firstName!: string;

  @Text(LAST_NAME)
  lastName!: string;

  @Email(EMAIL)
  email!: string | null;

  @Phone(PHONE)
  phone!: string | null;

  @Text(SPECIALTY)
  specialty!: string;

  @Text(LICENSE_NUMBER)
  licenseNumber!: string | null;
}
