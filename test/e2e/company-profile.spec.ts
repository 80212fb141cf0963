import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerCompany } from '../support/api-client.js';
import { addColleague } from '../support/colleagues.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';

describe('the profile of a company', () => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp();
  });
  afterAll(() => running.stop());

  it('is changed field by field, and the slug stays', async () => {
    const { api, signedIn, registration } = await registerCompany(running.api);
    const before = (await api.get('/api/company')).body;
    expect(before).toEqual({ ...signedIn.company, address: null, eraseAt: null });
    const address = '12 Main Street\nSpringfield';
    const changed = await api.patch('/api/company', { name: `${registration.companyName} North`, address });
    expect(changed.status).toBe(200);
    expect(changed.body).toEqual({ ...before, name: `${registration.companyName} North`, address });
    expect((await api.patch('/api/company', { address: null, phone: '+1 555 0177' })).body).toMatchObject({
      address: null,
      phone: '+1 555 0177',
      slug: signedIn.company.slug,
    });
    expect((await api.patch('/api/company', {})).status).toBe(200);
    expect((await api.get<{ company: { phone: string } }>('/api/auth/me')).body.company.phone).toBe('+1 555 0177');
  });

  it('never takes the name of another company, however it is written, and gives up its own', async () => {
    const first = await registerCompany(running.api);
    const second = await registerCompany(running.api);
    const taken = first.registration.companyName;
    for (const name of [taken, taken.toUpperCase(), ` ${taken.replace(' ', '  ')} `])
      expect((await second.api.patch('/api/company', { name })).body).toMatchObject({
        code: 'already-exists',
        errors: [{ field: 'name' }],
      });
    expect((await first.api.patch('/api/company', { name: `${taken} Ltd` })).status).toBe(200);
    expect((await second.api.patch('/api/company', { name: taken })).status).toBe(200);
  });

  it.each([
    { slug: 'x' },
    { id: 1 },
    { status: 'active' },
    { name: '' },
    { name: null },
    { email: 'x' },
    { phone: null },
    { timeZone: 'Mars/Olympus' },
    { timeZone: '+01:00' },
    { timeZone: null },
    { timeZone: 'x'.repeat(65) },
  ])('refuses %j', async (changes) => {
    const { api } = await registerCompany(running.api);
    expect((await api.patch('/api/company', changes)).body).toMatchObject({ code: 'validation-failed' });
  });

  it('has the time zone that the company signed up with, or UTC, and another one when it moves', async () => {
    const { api, signedIn } = await registerCompany(running.api, { timeZone: 'America/New_York' });
    expect(signedIn.company).toMatchObject({ timeZone: 'America/New_York' });
    expect((await api.patch('/api/company', { timeZone: 'Europe/Berlin' })).body.timeZone).toBe('Europe/Berlin');
    expect((await registerCompany(running.api)).signedIn.company).toMatchObject({ timeZone: 'UTC' });
  });

  it('is for managers', async () => {
    const { signedIn } = await registerCompany(running.api);
    const add = (role: 'admin' | 'doctor') => addColleague(running.app, running.api, signedIn.company.id, role);
    expect((await (await add('admin')).patch('/api/company', { phone: '+1 555 0178' })).status).toBe(200);
    expect((await (await add('doctor')).patch('/api/company', { phone: '+1 555 0179' })).status).toBe(403);
  });
});
