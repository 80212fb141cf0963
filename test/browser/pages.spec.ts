import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { axeFaults, NARROW, overflow, Visitor, WIDE } from '../support/browser/browser-test.js';
import { launchBrowser } from '../support/browser/chromium.mjs';
import { addDemoClinic, NOW, OWNER } from '../support/browser/demo-clinic.js';
import { addSuperuser, COLLEAGUE_PASSWORD } from '../support/colleagues.js';
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
  password: '/settings/password/',
  data: '/settings/data/',
  'not-found': '/settings/nothing/',
};
const ADMIN: Pages = {
  admin: '/admin/',
  'admin-company': '/admin/companies/1/',
  'admin-plans': '/admin/plans/',
  'admin-operations': '/admin/operations/',
};

describe.each(['light', 'dark'] as const)('every page, %s', (colorScheme) => {
  let running: RunningApp;
  let browser: Browser;
  let clinic: Visitor;
  let admin: Visitor;

  beforeAll(async () => {
    running = await startApp({}, { clock: new TestClock(NOW) });
    await addDemoClinic(running.api);
    const superuser = await addSuperuser(running.app, running.api);
    const me = await superuser.get<{ user: { username: string } }>('/api/auth/me');
    browser = await launchBrowser();
    [clinic, admin] = [await arrive(), await arrive()];
    await signIn(admin, { username: me.body.user.username, password: COLLEAGUE_PASSWORD });
    if (WRITE) mkdirSync(SCREENS, { recursive: true });
  });
  afterAll(async () => {
    await browser?.close();
    await running?.stop();
  });

  async function arrive(): Promise<Visitor> {
    const visitor = await Visitor.arrive(browser, running.url, { colorScheme });
    await visitor.page.clock.setFixedTime(NOW);
    return visitor;
  }

  async function signIn(visitor: Visitor, { username, password }: typeof OWNER): Promise<void> {
    await visitor.page.goto('/login/');
    await visitor.fill({ 'Username or e-mail address': username, Password: password });
    await visitor.press('Sign in');
    await visitor.page.waitForURL(/dashboard|admin/);
  }

  /** Everything that is asked of a page, at both widths. */
  async function faultsOf({ page, complaints }: Visitor, name: string, path: string): Promise<unknown[]> {
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    const found: unknown[] = await axeFaults(page);
    await shoot(page, name);
    await page.setViewportSize(NARROW);
    await page.evaluate('document.getAnimations().forEach((animation) => animation.finish())');
    if ((await overflow(page)) > 0) found.push(`${await overflow(page)} px too wide at 360 px`);
    if (colorScheme === 'light') found.push(...(await axeFaults(page)).map((fault) => `at 360 px, ${fault}`));
    await shoot(page, `${name}-narrow`, name === 'dashboard' || name === 'appointments');
    await page.setViewportSize(WIDE);
    return [...found, ...complaints.splice(0)];
  }

  async function shoot(page: Visitor['page'], name: string, isWanted = true): Promise<void> {
    const isPictured = colorScheme === 'light' || name === 'dashboard';
    const suffix = colorScheme === 'dark' ? '-dark' : '';
    if (WRITE && isWanted && isPictured) await page.screenshot({ path: `${SCREENS}/${name}${suffix}.png` });
  }

  it.each(Object.entries(EVERYBODY))('%s has no fault', async (name, path) => {
    expect(await faultsOf(clinic, name, path)).toEqual([]);
  });

  it('lets the owner in', () => signIn(clinic, OWNER));

  it.each(Object.entries(CLINIC))('%s has no fault', async (name, path) => {
    expect(await faultsOf(clinic, name, path)).toEqual([]);
  });

  it.each(Object.entries(ADMIN))('%s has no fault', async (name, path) => {
    expect(await faultsOf(admin, name, path)).toEqual([]);
  });

  it('dialogs have none either', async () => {
    const { page } = clinic;
    const dialogs = [
      ['/patients/', 'Add patient'],
      ['/appointments/', 'Book appointment'],
      ['/subscription/', 'Choose Enterprise'],
      ['/settings/people/', 'Invite somebody'],
    ] as const;
    const found: string[] = [];
    for (const [path, button] of dialogs) {
      await page.goto(path);
      await page.getByRole('button', { name: button }).first().click();
      await page.getByRole('dialog').waitFor();
      await page.waitForLoadState('networkidle');
      found.push(...(await axeFaults(page)).map((fault) => `${button}: ${fault}`));
    }
    expect([...found, ...clinic.complaints.splice(0)]).toEqual([]);
  });

  it('is a check that finds faults', async () => {
    const { page } = clinic;
    await page.goto('/doctors/');
    await page.getByRole('table').waitFor();
    await page.evaluate(`{
      document.querySelector('main').innerHTML = '<p>pale and wide</p><input>';
      Object.assign(document.querySelector('main p').style, { color: '#bbb', background: '#fff', width: '2000px' });
    }`);
    const found = (await axeFaults(page)).map((fault) => fault.split(':')[0]);
    expect(found).toEqual(expect.arrayContaining(['color-contrast', 'label', 'page-has-heading-one']));
    expect(await overflow(page)).toBeGreaterThan(0);
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' }))`,
    );
    expect(await page.evaluate('window.ran')).toBeUndefined();
    expect(clinic.complaints.splice(0).join()).toContain('Content Security Policy');
  });
});
