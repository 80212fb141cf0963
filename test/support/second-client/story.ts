import { answerOf, BearerSession, createMedadminClient } from '@medadmin/client';
import type { Schemas } from '@medadmin/client';

// A program of another team, which has nothing of medadmin but its package.

const [baseUrl = ''] = process.argv.slice(2);
const password = 'correct horse battery';
const registration: Schemas['Register'] = {
  companyName: 'City Hospital',
  companyEmail: 'admin@cityhospital.com',
  phone: '+1 555 0100',
  firstName: 'Ada',
  lastName: 'Brown',
  username: 'ada.brown',
  email: 'ada.brown@cityhospital.com',
  password,
  planCode: 'professional',
  billingCycle: 'monthly',
};

await answerOf(createMedadminClient({ baseUrl }).POST('/api/auth/register', { body: registration }));

const session = new BearerSession();
const medadmin = createMedadminClient({ baseUrl, session });
const { data } = await medadmin.POST('/api/auth/login', { body: { username: 'ada.brown', password } });
const company: string | undefined = data?.company?.name;

const doctor: Schemas['CreateDoctor'] = { firstName: 'Grace', lastName: 'Hopper', specialty: 'Cardiology' };
const created = await answerOf(medadmin.POST('/api/doctors', { body: { ...doctor, licenseNumber: 'MD-1' } }));
const { error } = await medadmin.POST('/api/doctors', { body: { ...doctor, licenseNumber: 'MD-1' } });
const code: Schemas['ProblemCode'] | undefined = error?.code;
const { items } = await answerOf(medadmin.GET('/api/doctors', { params: { query: { sort: 'lastName' } } }));
const names: readonly string[] = items.map(({ lastName }) => lastName);

process.stdout.write(JSON.stringify({ company, id: created.id, code, names }));
