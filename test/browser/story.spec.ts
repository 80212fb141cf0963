import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { Visitor } from '../support/browser/browser-test.js';
import { launchBrowser } from '../support/browser/chromium.mjs';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { TestClock } from '../support/test-clock.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const PASSWORD = 'correct horse battery';

const CITY = {
  'Name of the clinic': 'City Hospital',
  'E-mail address of the clinic': 'admin@cityhospital.com',
  Phone: '+1 555 0100',
  'First name': 'Ada',
  'Last name': 'Brown',
  'Your e-mail address': 'ada@cityhospital.com',
  Username: 'city_admin',
  Password: PASSWORD,
};
const COUNTY = {
  'Name of the clinic': 'County Clinic',
  'E-mail address of the clinic': 'admin@countyclinic.com',
  Phone: '+1 555 0200',
  'First name': 'Ben',
  'Last name': 'Cole',
  'Your e-mail address': 'ben@countyclinic.com',
  Username: 'county_admin',
  Password: PASSWORD,
};

/** What the original is used for: two clinics sign up, each works with its own, and the trial ends. */
describe('two clinics, each in a browser of its own', () => {
  const clock = new TestClock('2026-11-24T08:00:00.000Z');
  let running: RunningApp;
  let browser: Browser;
  let city: Visitor;
  let county: Visitor;

  beforeAll(async () => {
    running = await startApp({ TRIAL_DAYS: '14', READ_ONLY_DAYS: '30' }, { clock });
    browser = await launchBrowser();
    city = await Visitor.arrive(browser, running.url);
    county = await Visitor.arrive(browser, running.url);
  });
  afterAll(async () => {
    await browser?.close();
    await running?.stop();
  });

  const register = async (visitor: Visitor, plan: string, fields: Readonly<Record<string, string>>): Promise<void> => {
    await visitor.page.goto('/subscription/plans/');
    await visitor.follow(`Start Free Trial of ${plan}`);
    await visitor.title('Start your free trial');
    await visitor.fill(fields);
    await visitor.press('Create the clinic');
    await visitor.title(/Good day/);
  };
  const addDoctor = async (visitor: Visitor, firstName: string, lastName: string): Promise<void> => {
    await visitor.page.getByRole('button', { name: 'Add doctor' }).first().click();
    const dialog = visitor.page.getByRole('dialog');
    await visitor.fill({ 'First name': firstName, 'Last name': lastName, Specialty: 'Cardiology' });
    await dialog.getByRole('button', { name: 'Add doctor' }).click();
  };
  const doctorsOf = async ({ page }: Visitor): Promise<string[]> => {
    await page.goto('/doctors/');
    await page.getByRole('table').waitFor();
    return (await page.locator('tbody tr td:first-child').allTextContents()).sort();
  };
  const signIn = async (visitor: Visitor, username: string): Promise<void> => {
    await visitor.page.goto('/login/');
    await visitor.fill({ 'Username or e-mail address': username, Password: PASSWORD });
    await visitor.press('Sign in');
  };

  it('City Hospital starts its free trial from the pricing page and is signed in at once', async () => {
    await register(city, 'Basic', CITY);
    expect(new URL(city.page.url()).pathname).toBe('/dashboard/');
    await city.page.getByText('14 days left in your free trial').waitFor();
    await city.page.getByText('City Hospital').waitFor();
  });

  it('adds its doctors', async () => {
    await city.page.getByRole('link', { name: 'Add your first doctor' }).click();
    await addDoctor(city, 'Gregory', 'Hart');
    await city.page.getByRole('cell', { name: 'Gregory Hart', exact: true }).waitFor();
    await addDoctor(city, 'Grace', 'Hopper');
    await city.page.getByRole('cell', { name: 'Grace Hopper', exact: true }).waitFor();
  });

  it('County Clinic does the same in its browser', async () => {
    await register(county, 'Professional', COUNTY);
    await county.page.getByRole('link', { name: 'Doctors' }).click();
    await county.page.getByText('No doctors yet').waitFor();
    await addDoctor(county, 'Ignaz', 'Semmelweis');
    await county.page.getByRole('cell', { name: 'Ignaz Semmelweis', exact: true }).waitFor();
  });

  it('each sees its own doctors only, back and forth', async () => {
    expect(await doctorsOf(city)).toEqual(['Grace Hopper', 'Gregory Hart']);
    expect(await doctorsOf(county)).toEqual(['Ignaz Semmelweis']);
    expect(await doctorsOf(city)).toEqual(['Grace Hopper', 'Gregory Hart']);
  });

  it('nobody holds a token that a script could read', async () => {
    const kept = await city.page.evaluate<string>(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
    );
    expect(kept).toContain('medadmin-csrf');
    expect(kept).not.toMatch(/medadmin-(access|refresh)|eyJ/);
    const cookies = await city.context.cookies();
    const hidden = cookies
      .filter(({ httpOnly, sameSite }) => httpOnly && sameSite === 'Strict')
      .map(({ name }) => name);
    expect(hidden).toEqual(expect.arrayContaining(['medadmin-access', 'medadmin-refresh']));
  });

  it('the plan’s limit is explained where it is met', async () => {
    for (const name of ['Three', 'Four', 'Five']) {
      await addDoctor(city, 'Doctor', name);
      await city.page.getByRole('cell', { name: `Doctor ${name}`, exact: true }).waitFor();
    }
    await addDoctor(city, 'Doctor', 'Six');
    await city.page.getByRole('alert').getByText('Your plan allows 5 doctors, and you have that many.').waitFor();
    await city.page.getByRole('alert').getByRole('link', { name: 'See the plans' }).click();
    await city.title('Subscription');
    await city.page.getByText('5 of 5').first().waitFor();
  });

  it('a larger plan is previewed, chosen, and has room', async () => {
    await city.press('Choose Professional');
    await city.page.getByRole('dialog').getByText('The new plan holds at once.').waitFor();
    await city.press('Confirm the change');
    await city.page.getByText('5 of 25').waitFor();
    await city.page.goto('/doctors/');
    await addDoctor(city, 'Doctor', 'Six');
    await city.page.getByRole('cell', { name: 'Doctor Six', exact: true }).waitFor();
  });

  it('when the trial has ended, everything can be read and nothing changed', async () => {
    clock.advance(14 * DAY_MS);
    await signIn(city, 'city_admin');
    await city.title(/Good day/);
    await city.page.getByText('The free trial has ended. Everything can still be read for 30 days').waitFor();
    expect(await doctorsOf(city)).toHaveLength(6);
    expect(await city.page.getByRole('button', { name: 'Add doctor' }).count()).toBe(0);
  });

  it('and when it is locked, the page says how to go on', async () => {
    clock.advance(30 * DAY_MS);
    await signIn(city, 'city_admin');
    await city.title('Your clinic is locked');
    await city.page.getByText('Nothing was deleted.').waitFor();
    await city.page.getByRole('main').getByRole('link', { name: 'Go to the subscription' }).click();
    await city.title('Subscription');
  });

  it('nothing broke, and the content policy forbade nothing', () => {
    expect([...city.complaints, ...county.complaints]).toEqual([]);
  });
});
