/** @engine both: what must hold on either engine. */
import { describe, expect, it } from '@jest/globals';
import { commandLines, seededCommandLines } from '../support/command-line.js';
import type { CommandLine } from '../support/command-line.js';
import { databaseNames } from '../support/test-engine.js';

const CITY = 'tenant_city_hospital';
const COUNTY = 'tenant_county_clinic';

const count = async (medadmin: CommandLine, name: string, table: string): Promise<unknown> =>
  (await medadmin.read(name, `SELECT count(*) AS n FROM ${table}`))[0]?.n;

describe('seed', () => {
  const commandLine = commandLines();

  it('makes two companies, each with its own people, and tells how to sign in', async () => {
    const medadmin = commandLine();
    const { code, stdout, stderr } = await medadmin.run(['seed']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^City Hospital: created\. Sign in as ada\.brown with password \S{16}\nCounty Clinic: created\. .* \S{16}\n$/,
    );
    for (const file of [CITY, COUNTY]) {
      const tables = ['doctors_doctor', 'patients_patient', 'appointments_appointment'];
      const counts = await Promise.all(tables.map((table) => count(medadmin, file, table)));
      expect(counts).toEqual([3, 2, 4]);
    }
    const plans = `SELECT p.code FROM subscription_subscription s JOIN subscription_plan p ON p.id = s.plan_id ORDER BY s.id`;
    expect(await medadmin.read('master', plans)).toEqual([{ code: 'professional' }, { code: 'basic' }]);
  });

  it('leaves what exists alone, and says so', async () => {
    const medadmin = commandLine();
    await medadmin.run(['seed']);
    const { code, stdout } = await medadmin.run(['seed']);
    expect(code).toBe(0);
    expect(stdout).toBe('City Hospital: exists already, left alone.\nCounty Clinic: exists already, left alone.\n');
    expect(await count(medadmin, CITY, 'doctors_doctor')).toBe(3);
  });

  it('keeps a given password to itself', async () => {
    const medadmin = commandLine();
    const args = ['seed', '--password-stdin'];
    const { code, stdout } = await medadmin.run([...args, '--json'], { input: 'correct horse battery\n' });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      companies: [
        { name: 'City Hospital', username: 'ada.brown', status: 'created' },
        { name: 'County Clinic', username: 'ben.carter', status: 'created' },
      ],
      notReached: 0,
    });
  });

  it('makes nothing with a password that registration refuses', async () => {
    const medadmin = commandLine();
    const { code, stdout } = await medadmin.run(['seed', '--password-stdin'], { input: 'short' });
    expect(code).toBe(1);
    expect(stdout).toContain(
      'City Hospital: failed, validation-failed: The input is not valid.\n  password: must have',
    );
    expect(await count(medadmin, 'master', 'master_company')).toBe(0);
    expect(await databaseNames(medadmin.folder)).not.toContain(CITY);
  });
});

describe('list-tenants', () => {
  const commandLine = seededCommandLines();

  it('prints exactly the shape of the contract', async () => {
    const medadmin = commandLine();
    const entry = (number: number, name: string, email: string, plan: string): string => {
      const slug = name.toLowerCase().replace(' ', '-');
      return `${number}. ${name}
   Slug: ${slug}
   DB Name: tenant_${slug.replace('-', '_')}
   Email: ${email}
   Status: Active
   Users: 1
   Subscription: ${plan} (trial)
   Days remaining: 14
`;
    };
    const city = entry(1, 'City Hospital', 'admin@cityhospital.com', 'Professional');
    const county = entry(2, 'County Clinic', 'admin@countyclinic.com', 'Basic');
    const { code, stdout, stderr } = await medadmin.run(['list-tenants']);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: `Found 2 companies:\n\n${city}\n${county}`,
      stderr: '',
    });
  });

  it('gives programs the same as JSON', async () => {
    const medadmin = commandLine();
    const { companies } = JSON.parse((await medadmin.run(['list-tenants', '--json'])).stdout);
    expect(companies).toHaveLength(2);
    expect(companies[0]).toEqual({
      name: 'City Hospital',
      slug: 'city-hospital',
      databaseName: 'tenant_city_hospital',
      email: 'admin@cityhospital.com',
      status: 'active',
      users: 1,
      plan: 'Professional',
      subscriptionStatus: 'trialing',
      daysRemaining: 14,
      eraseAt: null,
    });
  });
});
