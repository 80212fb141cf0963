import fc from 'fast-check';
import { MODELS, word } from './bad-values.js';

/** A request that must be refused, and the field that the refusal must name, where one is at fault. */
export interface BadRequest {
  readonly method: string;
  readonly path: string;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly field?: string;
}

const LISTS: Readonly<Record<string, Readonly<Record<string, fc.Arbitrary<string>>>>> = {
  '/api/doctors': {},
  '/api/patients': { gender: word, dateOfBirth: word },
  '/api/appointments': { doctorId: word, patientId: word, status: word, from: word, to: word },
};
const PAGE_QUERY: Readonly<Record<string, fc.Arbitrary<string>>> = {
  page: fc.oneof(word, fc.constantFrom('0', '-1', '1.5', '1e3', '', '99999999999999999999')),
  pageSize: fc.oneof(word, fc.constantFrom('0', '101', '-20')),
  sort: fc.oneof(
    word.filter(namesNoField),
    fc.constantFrom('', ',', 'id,id', '--id', 'id DESC', 'password', '1;DROP TABLE x'),
  ),
  q: fc.integer({ min: 201, max: 400 }).map((length) => 'x'.repeat(length)),
};

/** Spaces around a field are allowed: `id ` is one to sort by. */
function namesNoField(text: string): boolean {
  return !/^-?(id|email|phone|gender|status|specialty|reason|\w+(Name|Number|OfBirth|At|Id))$/.test(text.trim());
}

const json = { 'Content-Type': 'application/json' };
const model = fc.constantFrom(...MODELS);

/** One field has a value that it may not have. */
const wrongValue = model.chain(({ path, method, valid, wrong }) =>
  fc
    .constantFrom(...Object.keys(wrong))
    .chain((field) =>
      (wrong[field] ?? fc.constant(null)).map((value) => request(method, path, { ...valid, [field]: value }, field)),
    ),
);

/** One field more than there is. */
const unknownField = fc
  .tuple(model, fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }), fc.jsonValue())
  .filter(([{ wrong }, field]) => !Object.keys(wrong).includes(field))
  .map(([{ path, method, valid }, field, value]) =>
    request(method, path, Object.fromEntries([...Object.entries(valid), [field, value]]), field),
  );

/** No object at all. */
const noObject = fc
  .tuple(model, fc.jsonValue())
  .filter(([, value]) => typeof value !== 'object' || Array.isArray(value))
  .map(([{ path, method }, value]) => ({ method, path, text: JSON.stringify(value), headers: json }));

/** JSON that breaks off. */
const brokenJson = fc.tuple(model, fc.nat(200)).map(([{ path, method, valid }, cut]) => {
  const whole = JSON.stringify({ ...valid, firstName: 'A' });
  return { method, path, text: whole.slice(0, 1 + (cut % (whole.length - 1))), headers: json };
});

const otherKind = fc
  .tuple(
    model,
    fc.constantFrom('text/plain', 'application/xml', 'multipart/form-data', 'application/x-www-form-urlencoded'),
    fc.string({ minLength: 1 }),
  )
  .map(([{ path, method }, kind, sent]) => ({ method, path, text: sent, headers: { 'Content-Type': kind } }));

const wrongId = fc
  .tuple(
    fc.constantFrom('/api/doctors', '/api/patients', '/api/appointments'),
    fc.constantFrom('GET', 'PATCH', 'DELETE'),
    fc.oneof(
      word,
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.double().map(String),
      fc.bigInt({ min: 2n ** 53n }).map(String),
    ),
  )
  .filter(([, , id]) => !/^0*[1-9]\d{0,15}$/.test(id) && !/^\.{1,2}$/.test(id))
  .map(([path, method, id]) => ({
    ...request(method, `${path}/${encodeURIComponent(id)}`, method === 'PATCH' ? {} : undefined, 'id'),
  }));

const wrongQuery = fc.constantFrom(...Object.keys(LISTS)).chain((path) => {
  const wrong = { ...PAGE_QUERY, ...LISTS[path] };
  return fc
    .constantFrom(...Object.keys(wrong))
    .chain((field) =>
      (wrong[field] ?? word).map((value) =>
        request('GET', `${path}?${new URLSearchParams({ [field]: value }).toString()}`, undefined, field),
      ),
    );
});

const unknownQuery = fc
  .tuple(
    fc.constantFrom(...Object.keys(LISTS)),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
    fc.string(),
  )
  .filter(([, field]) => !KNOWN_QUERY.includes(field))
  .map(([path, field, value]) =>
    request('GET', `${path}?${new URLSearchParams({ [field]: value }).toString()}`, undefined, field),
  );

const KNOWN_QUERY = [
  'page',
  'pageSize',
  'sort',
  'q',
  'specialty',
  'email',
  'gender',
  'dateOfBirth',
  'doctorId',
  'patientId',
  'status',
  'from',
  'to',
];

const wrongKey = fc
  .tuple(
    fc.constantFrom('/api/doctors', '/api/patients', '/api/appointments'),
    fc.constantFrom('x'.repeat(256), 'a b', 'ä'),
  )
  .map(([path, key]) => {
    const { valid = {} } = MODELS.find((one) => one.path === path) ?? {};
    return { ...request('POST', path, valid, 'Idempotency-Key'), headers: { ...json, 'Idempotency-Key': key } };
  });

const wrongMethod = fc
  .tuple(
    fc.constantFrom('/api/doctors', '/api/patients/1', '/api/appointments', '/api/nothing'),
    fc.constantFrom('PUT', 'DELETE', 'PROPFIND'),
  )
  .filter(([path, method]) => !(method === 'DELETE' && path === '/api/patients/1'))
  .map(([path, method]) => request(method, path, undefined));

export const badRequests: fc.Arbitrary<BadRequest> = fc.oneof(
  { weight: 6, arbitrary: wrongValue },
  { weight: 3, arbitrary: unknownField },
  { weight: 2, arbitrary: wrongId },
  { weight: 2, arbitrary: wrongQuery },
  noObject,
  brokenJson,
  otherKind,
  unknownQuery,
  wrongKey,
  wrongMethod,
);

function request(method: string, path: string, body: unknown, field?: string): BadRequest {
  return {
    method,
    path,
    ...(body !== undefined && { text: JSON.stringify(body), headers: json }),
    ...(field !== undefined && { field }),
  };
}
