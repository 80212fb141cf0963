/** @engine none: how pages look; what they do is in story.spec.ts. */
import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { axeFaults, COLOURS, NARROW, overflow, settle, Visitor, WIDE } from '../support/browser/browser-test.js';
import { launchBrowser } from '../support/browser/chromium.mjs';
import { addDemoClinic, NOW, OWNER } from '../support/browser/demo-clinic.js';
import { addSuperuser, COLLEAGUE_PASSWORD } from '../support/colleagues.js';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { TestClock } from '../support/test-clock.js';

/** Where the README's pictures are; written by `npm run docs:screens`. */
const SCREENS = 'docs/screens';
const WRITE = process.env.WRITE_DOCS === '1';

type Pages = Readonly<Record<string, string>>;
const EVERYBODY: Pages = {
  home: '/',
  plans: '/subscription/plans/',
  register: '/subscription/register/?plan=professional',
  login: '/login/',
  invitation: '/invitation/#token=Zm9yLW9uZS11c2Utb25seS1hbi1pbnZpdGF0aW9uLTE',
  'forgot-password': '/forgot-password/',
  'reset-password': '/reset-password/#token=Zm9yLW9uZS11c2Utb25seS1hLXJlc2V0LXRva2Vu',
};
const CLINIC: Pages = {
  dashboard: '/dashboard/',
  appointments: '/appointments/',
  week: '/appointments/?view=week',
  patients: '/patients/',
  patient: '/patients/1/',
  'patients-import': '/patients/import/',
  doctors: '/doctors/',
  subscription: '/subscription/',
  settings: '/settings/',
  people: '/settings/people/',
  backups: '/settings/backups/',
  backup: '/settings/backups/1/',
  activity: '/settings/activity/',
  security: '/settings/security/',
  password: '/settings/password/',
  'not-found': '/settings/nothing/',
};
/** While support asks for access, and has it. */
const SUPPORTED: Pages = {
  'dashboard-support': '/dashboard/',
  support: '/settings/support/',
};
const ADMIN: Pages = {
  admin: '/admin/',
  'admin-company': '/admin/companies/1/',
  'admin-plans': '/admin/plans/',
  'admin-operations': '/admin/operations/',
  'admin-erasures': '/admin/erasures/',
  'admin-security': '/admin/security/',
};
/** For a superuser who has entered the clinic. */
const INSIDE: Pages = {
  'support-inside': '/patients/',
};

describe('every page, light and dark, wide and narrow', () => {
  let running: RunningApp;
  let browser: Browser;
  let clinic: Visitor;
  let admin: Visitor;
  let owner: ApiClient;
  let superuser: ApiClient;

  beforeAll(async () => {
    running = await startApp({}, { clock: new TestClock(NOW) });
    owner = await addDemoClinic(running.api);
    await owner.post('/api/backups');
    superuser = await addSuperuser(running.app, running.api, 'sam.support');
    const { signedIn } = await registerCompany(running.api);
    await superuser.post(`/api/admin/companies/${signedIn.company.id}/erase`);
    browser = await launchBrowser();
    [clinic, admin] = [await arrive(), await arrive()];
    await signIn(admin, { username: 'sam.support', password: COLLEAGUE_PASSWORD });
    if (WRITE) mkdirSync(SCREENS, { recursive: true });
  });
  afterAll(async () => {
    await browser?.close();
    await running?.stop();
  });

  async function arrive(): Promise<Visitor> {
    const visitor = await Visitor.arrive(browser, running.url, { colorScheme: 'light' });
    await visitor.page.clock.setFixedTime(NOW);
    return visitor;
  }

  async function signIn(visitor: Visitor, { username, password }: typeof OWNER): Promise<void> {
    await visitor.page.goto('/login/');
    await visitor.fill({ 'Username or e-mail address': username, Password: password });
    await visitor.press('Sign in');
    await visitor.page.waitForURL(/dashboard|admin/);
  }

  /** Everything that is asked of a page: all rules wide and light, and narrow and dark; the colours also the other two ways. */
  async function faultsOf({ page, complaints }: Visitor, name: string, path: string): Promise<unknown[]> {
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await loaded(page);
    const found: unknown[] = await axeFaults(page);
    await shoot(page, name);
    await page.emulateMedia({ colorScheme: 'dark' });
    await settle(page);
    found.push(...(await axeFaults(page, COLOURS)).map((fault) => `dark, ${fault}`));
    await shoot(page, `${name}-dark`, name === 'dashboard');
    await page.setViewportSize(NARROW);
    await settle(page);
    if ((await overflow(page)) > 0) found.push(`${await overflow(page)} px too wide at 360 px`);
    found.push(...(await axeFaults(page)).map((fault) => `dark, at 360 px, ${fault}`));
    await page.emulateMedia({ colorScheme: 'light' });
    await settle(page);
    found.push(...(await axeFaults(page, COLOURS)).map((fault) => `at 360 px, ${fault}`));
    await shoot(page, `${name}-narrow`, name === 'dashboard' || name === 'appointments');
    await page.setViewportSize(WIDE);
    return [...found, ...complaints.splice(0)];
  }

  /** Pictures are of pages at rest; rules are as good when nothing is on its way any more. */
  async function loaded(page: Visitor['page']): Promise<void> {
    if (WRITE) await page.waitForLoadState('networkidle');
    await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
    await settle(page);
  }

  async function shoot(page: Visitor['page'], name: string, isWanted = true): Promise<void> {
    if (WRITE && isWanted) await page.screenshot({ path: `${SCREENS}/${name}.png` });
  }

  it.each(Object.entries(EVERYBODY))('%s has no fault', async (name, path) => {
    expect(await faultsOf(clinic, name, path)).toEqual([]);
  });

  it('lets the owner in', () => signIn(clinic, OWNER));

  it.each(Object.entries(CLINIC))('%s has no fault', async (name, path) => {
    expect(await faultsOf(clinic, name, path)).toEqual([]);
  });

  it('lets a superuser have access, and another one wait for it', async () => {
    const ask = { reason: 'Ticket 4711: appointments on the wrong day', role: 'receptionist', minutes: 60 };
    const path = '/api/admin/companies/1/support-access';
    expect((await superuser.post(path, ask)).status).toBe(201);
    await owner.patch('/api/support-access/rule', { needsApproval: true });
    const other = await addSuperuser(running.app, running.api, 'kim.support');
    expect((await other.post(path, { ...ask, role: 'admin', canWrite: true })).status).toBe(201);
  });

  it.each(Object.entries(SUPPORTED))('%s has no fault', async (name, path) => {
    expect(await faultsOf(clinic, name, path)).toEqual([]);
  });

  it.each(Object.entries(ADMIN))('%s has no fault', async (name, path) => {
    expect(await faultsOf(admin, name, path)).toEqual([]);
  });

  it.each([
    ['/patients/', 'Add patient'],
    ['/appointments/', 'Book appointment'],
    ['/subscription/', 'Choose Enterprise'],
    ['/settings/', 'Delete the clinic'],
    ['/settings/people/', 'Invite somebody'],
    ['/settings/backups/1/', 'Put everything back'],
    ['/settings/security/', 'Set up'],
    ['/settings/activity/', /^Details: /],
    ['/admin/companies/1/', 'Clone'],
    ['/admin/companies/1/', 'Ask for access'],
    ['/admin/erasures/', /^Certificate of/],
    ['/admin/plans/', 'Add plan'],
  ] as const)('nor has the dialog of %s, %s', async (path, button) => {
    const { page, complaints } = path.startsWith('/admin/') ? admin : clinic;
    await page.goto(path);
    await page.getByRole('button', { name: button }).first().click();
    await page.getByRole('dialog').waitFor();
    await loaded(page);
    const found = await axeFaults(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await settle(page);
    found.push(...(await axeFaults(page, COLOURS)));
    await page.setViewportSize(NARROW);
    await settle(page);
    if ((await overflow(page)) > 0) found.push(`${await overflow(page)} px too wide at 360 px`);
    await page.setViewportSize(WIDE);
    await page.emulateMedia({ colorScheme: 'light' });
    expect([...found, ...complaints.splice(0)]).toEqual([]);
  });

  it.each(Object.entries(INSIDE))('%s has no fault', async (name, path) => {
    await admin.page.goto('/admin/companies/1/');
    await admin.press(/^Enter under access/);
    await admin.page.getByText('You are inside City Hospital as support').waitFor();
    expect(await faultsOf(admin, name, path)).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('is a check that finds faults, %s', async (colorScheme) => {
    const { page } = clinic;
    await page.emulateMedia({ colorScheme });
    await page.goto('/doctors/');
    await page.getByRole('table').waitFor();
    await page.evaluate(`{
      document.querySelector('main').innerHTML = '<p>pale and wide</p><input>';
      const [color, background] = ${colorScheme === 'light'} ? ['#bbb', '#fff'] : ['#444', '#222'];
      Object.assign(document.querySelector('main p').style, { color, background, width: '2000px' });
    }`);
    const found = (await axeFaults(page)).map((fault) => fault.split(':')[0]);
    expect(found).toEqual(expect.arrayContaining(['color-contrast', 'label', 'page-has-heading-one']));
    expect((await axeFaults(page, COLOURS)).join()).toContain('color-contrast');
    expect(await overflow(page)).toBeGreaterThan(0);
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' }))`,
    );
    expect(await page.evaluate('window.ran')).toBeUndefined();
    expect(clinic.complaints.splice(0).join()).toContain('Content Security Policy');
  });
});
