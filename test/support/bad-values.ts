import fc from 'fast-check';

type Values = fc.Arbitrary<unknown>;

const notText = fc.jsonValue().filter((value) => typeof value !== 'string' && value !== null);
const notNumber = fc.jsonValue().filter((value) => typeof value !== 'number');
const tooLong = (max: number): Values =>
  fc.integer({ min: max + 1, max: max + 500 }).map((length) => 'x'.repeat(length));
const withControl = fc
  .tuple(fc.string(), fc.integer({ min: 0, max: 8 }), fc.string())
  .map(([before, code, after]) => `a${before}${String.fromCharCode(code)}${after}b`);
const blank = fc.constantFrom(null, '', ' ', '\t\n');
/** Text that is no number, date, choice or address. */
export const word = fc.stringMatching(/^[a-z ]{1,40}$/).filter((text) => text.trim() !== '');
/** JSON can carry half of a surrogate pair. */
const halfCharacter = fc.constantFrom('\ud800', 'a\udc00b', 'a\ud800@example.com');

const text = (max: number): Values => fc.oneof(notText, tooLong(max), withControl, halfCharacter);
const required = (values: Values): Values => fc.oneof(values, blank);
const email = fc.oneof(notText, tooLong(254), withControl, word, halfCharacter);
const phone = fc.oneof(notText, tooLong(30), withControl, word);
const choice = fc.oneof(notText, withControl, fc.constant('none of them'));
const day = fc.oneof(notText, word, fc.constantFrom('1985-02-29', '2999-01-01', '1899-12-31', '1984-2-9'));
const instant = fc.oneof(
  notText,
  word,
  blank,
  fc.constantFrom('2030-01-01', '2030-02-30T09:00:00Z', '2030-01-01T09:00:00'),
);
const id = fc.oneof(
  notNumber,
  fc.integer({ max: 0 }),
  fc.integer({ min: 2 ** 31, max: Number.MAX_SAFE_INTEGER }),
  fc.double({ min: 0.1, max: 0.9 }),
);

/** A route that takes a body: one that it accepts, and for each field values that it must refuse. */
export interface Model {
  readonly path: string;
  readonly method: string;
  readonly valid: Readonly<Record<string, unknown>>;
  readonly wrong: Readonly<Record<string, Values>>;
}

const DOCTOR = {
  firstName: required(text(80)),
  lastName: required(text(80)),
  email,
  phone,
  specialty: required(text(120)),
  licenseNumber: text(60),
};
const PATIENT = {
  firstName: required(text(80)),
  lastName: required(text(80)),
  email,
  phone,
  dateOfBirth: day,
  gender: choice,
  address: text(500),
  notes: text(10_000),
};
const APPOINTMENT = {
  doctorId: id,
  patientId: id,
  startsAt: instant,
  endsAt: instant,
  reason: text(500),
  status: fc.oneof(choice, blank),
};
const REGISTRATION = {
  companyName: required(text(120)),
  companyEmail: required(email),
  phone: required(phone),
  firstName: required(text(80)),
  lastName: required(text(80)),
  username: required(text(60)),
  email: required(email),
  password: required(fc.oneof(notText, tooLong(200), fc.constant('short'))),
  planCode: required(text(40)),
  billingCycle: required(choice),
};

export const MODELS: readonly Model[] = [
  { path: '/api/doctors', method: 'POST', valid: { firstName: 'A', lastName: 'B', specialty: 'C' }, wrong: DOCTOR },
  { path: '/api/doctors/1', method: 'PATCH', valid: {}, wrong: DOCTOR },
  { path: '/api/patients', method: 'POST', valid: { firstName: 'A', lastName: 'B' }, wrong: PATIENT },
  { path: '/api/patients/1', method: 'PATCH', valid: {}, wrong: PATIENT },
  {
    path: '/api/appointments',
    method: 'POST',
    valid: { doctorId: 1, patientId: 1, startsAt: '2031-01-01T09:00:00Z', endsAt: '2031-01-01T10:00:00Z' },
    wrong: APPOINTMENT,
  },
  { path: '/api/appointments/1', method: 'PATCH', valid: {}, wrong: APPOINTMENT },
  {
    path: '/api/auth/register',
    method: 'POST',
    valid: {
      companyName: 'Never',
      companyEmail: 'a@b.co',
      phone: '112',
      firstName: 'A',
      lastName: 'B',
      username: 'never',
      email: 'never@b.co',
      password: 'correct horse battery',
      planCode: 'basic',
      billingCycle: 'monthly',
    },
    wrong: REGISTRATION,
  },
];
