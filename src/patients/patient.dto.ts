import { Transform } from 'class-transformer';
import { Email, EntryDto, IsoDate, namedValues, OneOf, PageQuery, Phone, QueryIds, Text } from '../common/index.js';
import { GENDERS } from './patient.entity.js';
import type { Gender } from './patient.entity.js';

namedValues('Gender', GENDERS);

const FIRST_NAME = { min: 1, max: 80, example: 'Rosa' };
const LAST_NAME = { min: 1, max: 80, example: 'Álvarez' };
const EMAIL = { nullable: true, example: 'rosa.alvarez@example.com' };
const PHONE = { nullable: true, example: '+1 555 0102' };
const DATE_OF_BIRTH = { nullable: true, example: '1984-02-29' };
const GENDER = { nullable: true, example: 'female' };
const ADDRESS = { nullable: true, min: 1, max: 500, multiline: true, example: '12 Main Street, Springfield' };
const NOTES = { nullable: true, min: 1, max: 10_000, multiline: true, example: 'Allergic to penicillin.' };

const LowerCase = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value));

export class CreatePatientDto {
  @Text(FIRST_NAME)
  firstName!: string;

  @Text(LAST_NAME)
  lastName!: string;

  @Email({ ...EMAIL, optional: true })
  email: string | null = null;

  @Phone({ ...PHONE, optional: true })
  phone: string | null = null;

  @IsoDate({ ...DATE_OF_BIRTH, optional: true })
  dateOfBirth: string | null = null;

  @LowerCase()
  @OneOf(GENDERS, { ...GENDER, optional: true })
  gender: Gender | null = null;

  @Text({ ...ADDRESS, optional: true })
  address: string | null = null;

  @Text({ ...NOTES, optional: true })
  notes: string | null = null;
}

export class UpdatePatientDto {
  @Text({ ...FIRST_NAME, optional: true })
  firstName?: string;

  @Text({ ...LAST_NAME, optional: true })
  lastName?: string;

  @Email({ ...EMAIL, optional: true })
  email?: string | null;

  @Phone({ ...PHONE, optional: true })
  phone?: string | null;

  @IsoDate({ ...DATE_OF_BIRTH, optional: true })
  dateOfBirth?: string | null;

  @LowerCase()
  @OneOf(GENDERS, { ...GENDER, optional: true })
  gender?: Gender | null;

  @Text({ ...ADDRESS, optional: true })
  address?: string | null;

  @Text({ ...NOTES, optional: true })
  notes?: string | null;
}

export const LISTED_PATIENTS = {
  sortable: ['id', 'firstName', 'lastName', 'email', 'phone', 'dateOfBirth', 'gender', 'createdAt', 'updatedAt'],
  searchable: ['firstName', 'lastName', 'email', 'phone', 'address'],
};

export class PatientQuery extends PageQuery {
  @QueryIds()
  ids?: number[];

  /** The whole address, in whatever case. */
  @Text({ min: 1, max: 254, optional: true, example: EMAIL.example })
  email?: string;

  @IsoDate({ optional: true, example: DATE_OF_BIRTH.example })
  dateOfBirth?: string;

  @LowerCase()
  @OneOf(GENDERS, { optional: true, example: GENDER.example })
  gender?: Gender;
}

/** A patient as the API answers it. */
export class PatientDto extends EntryDto {
  @Text(FIRST_NAME)
  firstName!: string;

  @Text(LAST_NAME)
  lastName!: string;

  @Email(EMAIL)
  email!: string | null;

  @Phone(PHONE)
  phone!: string | null;

  @IsoDate(DATE_OF_BIRTH)
  dateOfBirth!: string | null;

  @OneOf(GENDERS, GENDER)
  gender!: Gender | null;

  @Text(ADDRESS)
  address!: string | null;

  @Text(NOTES)
  notes!: string | null;
}
