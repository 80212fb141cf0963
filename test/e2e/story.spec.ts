/** @engine both: what must hold on either engine. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient, SignedIn } from '../support/api-client.js';
import { BuiltServer } from '../support/built-server.js';
import { addAppointment, addDoctor, addPatient } from '../support/clinic.js';
import { databaseNames, directly, engineSettings } from '../support/test-engine.js';

const run = promisify(execFile);

interface Listed {
  readonly items: Record<string, unknown>[];
  readonly total: number;
}

/** The quick start, word for word, on a machine where nothing has run before. */
describe('two clinics sign up and work', () => {
  let dataDir: string;
  let server: BuiltServer;
  let city: ApiClient;
  let county: ApiClient;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'medadmin-'));
    server = await BuiltServer.start({ DATA_DIR: dataDir });
  });
  afterAll(async () => {
    await server.kill();
    await rm(dataDir, { recursive: true });
  });

  const signUp = async (companyName: string, slug: string, planCode: string): Promise<ApiClient> => {
    const key = slug.replaceAll('-', '');
    const answer = await server.api.post<SignedIn>('/api/auth/register', {
      companyName,
      companyEmail: `admin@${key}.com`,
      phone: '+1 555 0100',
      firstName: 'Ada',
      lastName: 'Brown',
      username: `${key}_admin`,
      email: `admin@${key}.com`,
      password: 'a good long password',
      planCode,
      billingCycle: 'monthly',
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      expiresIn: 900,
      company: { name: companyName, slug },
      subscription: { status: 'trialing', daysRemaining: 14, plan: { code: planCode } },
    });
    return server.api.as(answer.body.accessToken);
  };

  it('registers City Hospital and County Clinic, each with a database of its own', async () => {
    city = await signUp('City Hospital', 'city-hospital', 'professional');
    county = await signUp('County Clinic', 'county-clinic', 'basic');
    expect(await databaseNames(dataDir)).toEqual(['tenant_city_hospital', 'tenant_county_clinic']);
  });

  it('lets each add three doctors, two patients and an appointment', async () => {
    for (const [api, prefix] of [
      [city, 'City'],
      [county, 'County'],
    ] as const) {
      const doctors = [];
      for (const name of ['One', 'Two', 'Three'])
        doctors.push(await addDoctor(api, { firstName: prefix, lastName: name }));
      expect(doctors).toEqual([1, 2, 3]);
      for (const name of ['Four', 'Five']) await addPatient(api, { firstName: prefix, lastName: name });
      await addAppointment(api, { doctorId: 1, patientId: 2, reason: `${prefix} check-up` });
    }
  });

  it('shows each its own only', async () => {
    for (const [api, prefix, other] of [
      [city, 'City', 'County'],
      [county, 'County', 'City'],
    ] as const) {
      const doctors = await api.get<Listed>('/api/doctors?sort=lastName');
      expect(doctors.body.total).toBe(3);
      expect(doctors.body.items.map((doctor) => doctor.lastName)).toEqual(['One', 'Three', 'Two']);
      const patients = await api.get<Listed>('/api/patients');
      expect(patients.body.items.map((patient) => patient.firstName)).toEqual([prefix, prefix]);
      const appointments = await api.get<Listed>('/api/appointments');
      expect(appointments.body.items).toEqual([
        expect.objectContaining({ reason: `${prefix} check-up`, status: 'scheduled' }),
      ]);
      expect(doctors.text + patients.text + appointments.text).not.toContain(`"${other}`);
    }
  });

  it('has each company’s rows in its own database, with no company column', async () => {
    const cityRows = await directly(dataDir, 'tenant_city_hospital', 'SELECT * FROM doctors_doctor');
    const countyRows = await directly(dataDir, 'tenant_county_clinic', 'SELECT * FROM doctors_doctor');
    expect(cityRows.map((row) => row.first_name)).toEqual(['City', 'City', 'City']);
    expect(countyRows.map((row) => row.first_name)).toEqual(['County', 'County', 'County']);
    for (const table of ['doctors_doctor', 'patients_patient', 'appointments_appointment']) {
      const [row = {}] = await directly(dataDir, 'tenant_city_hospital', `SELECT * FROM ${table}`);
      const columns = Object.keys(row);
      expect(columns).toContain('created_at');
      expect(columns.filter((column) => /company|tenant/.test(String(column)))).toEqual([]);
    }
  });

  it('lists both with list-tenants, in the words of the quick start', async () => {
    const { stdout } = await run(process.execPath, ['dist/bundle/cli.js', 'list-tenants'], {
      env: { ...process.env, NODE_OPTIONS: '', DATA_DIR: dataDir, ...engineSettings(dataDir) },
    });
    expect(stdout).toBe(`Found 2 companies:

1. City Hospital
   Slug: city-hospital
   DB Name: tenant_city_hospital
   Email: admin@cityhospital.com
   Status: Active
   Users: 1
   Subscription: Professional (trial)
   Days remaining: 14

2. County Clinic
   Slug: county-clinic
   DB Name: tenant_county_clinic
   Email: admin@countyclinic.com
   Status: Active
   Users: 1
   Subscription: Basic (trial)
   Days remaining: 14
`);
  });

  it('finds everything again after a restart', async () => {
    await server.kill();
    server = await BuiltServer.start({ DATA_DIR: dataDir });
    const answer = await server.api.post<SignedIn>('/api/auth/login', {
      username: 'cityhospital_admin',
      password: 'a good long password',
    });
    expect(answer.status).toBe(200);
    const again = server.api.as(answer.body.accessToken);
    expect((await again.get<Listed>('/api/doctors')).body.total).toBe(3);
    // The key that signs tokens was kept: the old ones still count.
    expect((await server.api.as(city.token ?? '').get('/api/auth/me')).status).toBe(200);
  });
});
