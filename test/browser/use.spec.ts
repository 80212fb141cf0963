/** @engine none: how pages are used; what is behind them is tested on both. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContextOptions, Locator } from 'playwright-core';
import { Visitor } from '../support/browser/browser-test.js';
import { launchBrowser } from '../support/browser/chromium.mjs';
import { addDemoClinic, NOW, OWNER } from '../support/browser/demo-clinic.js';
import type { ApiClient } from '../support/api-client.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { TestClock } from '../support/test-clock.js';

const MINUTE_MS = 60_000;

describe('working with the pages', () => {
  const clock = new TestClock(NOW);
  let running: RunningApp;
  let browser: Browser;
  let owner: ApiClient;
  let visitor: Visitor;

  beforeAll(async () => {
    running = await startApp({}, { clock });
    owner = await addDemoClinic(running.api);
    browser = await launchBrowser();
  });
  afterEach(async () => {
    const { complaints } = visitor;
    await visitor.context.close();
    expect(complaints).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await running?.stop();
  });

  const arrive = async (options?: BrowserContextOptions): Promise<Visitor> =>
    (visitor = await Visitor.arrive(browser, running.url, options));
  const signIn = async (path: string, options?: BrowserContextOptions): Promise<void> => {
    await arrive(options);
    await visitor.page.clock.setFixedTime(NOW);
    await visitor.page.goto(path);
    await visitor.fill({ 'Username or e-mail address': OWNER.username, Password: OWNER.password });
    await visitor.press('Sign in');
    await visitor.page.waitForURL((url) => url.pathname + url.search === path);
  };

  const hasFocus = async (target: Locator): Promise<boolean> =>
    (await target.and(visitor.page.locator(':focus')).count()) > 0;

  describe('registration', () => {
    /** Goes on with the tabulator until this has the focus. */
    const tabTo = async (target: Locator): Promise<void> => {
      for (let steps = 0; steps < 40; steps += 1) {
        if (await hasFocus(target)) return;
        await visitor.page.keyboard.press('Tab');
      }
      throw new Error(`the tabulator does not reach ${String(target)}`);
    };

    it('works by keyboard alone, from the pricing page to the first doctor', async () => {
      const { page } = await arrive();
      const type = (text: string): Promise<void> => page.keyboard.type(text);
      await page.goto('/subscription/plans/');
      await visitor.title('Plans and prices');
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
      await tabTo(page.getByRole('link', { name: 'Start Free Trial of Basic' }));
      await page.keyboard.press('Enter');
      await visitor.title('Start your free trial');
      const fields = {
        'Name of the clinic': 'Keys Clinic',
        'E-mail address of the clinic': 'office@keys.example.com',
        Phone: '+1 555 0300',
        'First name': 'Kay',
        'Last name': 'Board',
        'Your e-mail address': 'kay@keys.example.com',
        Username: 'kay.board',
        Password: 'correct horse battery',
      };
      for (const [label, text] of Object.entries(fields)) {
        await tabTo(visitor.field(label));
        await type(text);
      }
      await page.keyboard.press('Enter');
      await visitor.title('Good day, Kay');
      await tabTo(page.getByRole('link', { name: 'Add your first doctor' }));
      await page.keyboard.press('Enter');
      await visitor.title('Doctors');
      await tabTo(page.getByRole('button', { name: 'Add doctor' }).first());
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await tabTo(visitor.field('First name'));
      await type('Grace');
      await tabTo(visitor.field('Last name'));
      await type('Hopper');
      await tabTo(visitor.field('Specialty'));
      await type('Cardiology');
      await page.keyboard.press('Enter');
      await page.getByRole('cell', { name: 'Grace Hopper', exact: true }).waitFor();
    });

    it('shows what the server says at the fields it is about, and goes to the first', async () => {
      const { page } = await arrive();
      await page.goto('/subscription/register/?plan=basic');
      await visitor.fill({
        'Name of the clinic': 'City Hospital',
        'E-mail address of the clinic': 'nonsense',
        Phone: '+1 555 0400',
        'First name': 'Eve',
        'Last name': 'Other',
        'Your e-mail address': 'eve@example.com',
        Username: 'eve.other',
        Password: 'short',
      });
      await visitor.press('Create the clinic');
      const address = visitor.field('E-mail address of the clinic');
      await page.locator('[aria-invalid=true]').first().waitFor();
      expect(await page.locator('[aria-invalid=true]').count()).toBe(2);
      expect(await hasFocus(address)).toBe(true);
      await page.getByText('Must be an e-mail address.').waitFor();
      await visitor.fill({ 'E-mail address of the clinic': 'eve@example.com', Password: 'long enough for now' });
      await visitor.press('Create the clinic');
      // The name is taken: of the same 409.
      await page.locator('[aria-invalid=true]').first().waitFor();
      expect(await page.locator('[aria-invalid=true]').first().inputValue()).toBe('City Hospital');
    });
  });

  describe('a list', () => {
    it('keeps search, order and page in its address', async () => {
      await signIn('/patients/');
      const { page } = visitor;
      await page.getByRole('button', { name: 'Date of birth' }).click();
      await page.waitForURL(/sort=dateOfBirth/);
      await page.getByRole('searchbox').fill('a');
      await page.waitForURL(/q=a/);
      await page.reload();
      const first = page.locator('tbody tr td:first-child').first();
      await first.getByText('Liam O’Brien').waitFor();
      expect(await page.getByRole('searchbox').inputValue()).toBe('a');
      await page.getByRole('searchbox').fill('nobody of this name');
      await page.getByText('Nothing was found for').waitFor();
    });

    it('takes a deletion back', async () => {
      await owner.post('/api/patients', { firstName: 'Paul', lastName: 'Gone', notes: 'kept' });
      await signIn('/patients/?q=gone');
      const { page } = visitor;
      await visitor.press('Delete Paul Gone');
      await page.getByText('Paul Gone was deleted.').waitFor();
      await page.getByText('Nothing was found for').waitFor();
      await visitor.press('Undo');
      await page.getByRole('link', { name: 'Paul Gone' }).click();
      await visitor.title('Paul Gone');
      await page.getByText('kept').waitFor();
    });

    it('says why a patient with appointments stays', async () => {
      await signIn('/patients/?q=rosa');
      await visitor.press('Delete Rosa Álvarez');
      await visitor.page.getByText('This patient has appointments and cannot be deleted.').waitFor();
    });

    it('takes a file in after its check, and along again', async () => {
      await signIn('/patients/import/');
      const { page } = visitor;
      const choose = async (text: string): Promise<void> => {
        await page
          .locator('input[type=file]')
          .setInputFiles({ name: 'patients.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
        await visitor.press('Check the file');
      };
      await choose('firstName,lastName,email\nIda,Import,nonsense\n');
      await page.getByText('1 of 1 lines cannot be imported').waitFor();
      await choose('firstName,lastName,email\nIda,Import,ida@example.com\n');
      await visitor.press('Import 1 lines');
      await page.getByText('1 lines were imported.').waitFor();
      await page.getByRole('link', { name: 'Ida Import' }).waitFor();
      await page.goto('/patients/?q=ida');
      await page.getByRole('link', { name: 'Ida Import' }).waitFor();
      const [file] = await Promise.all([page.waitForEvent('download'), visitor.press('Export as CSV')]);
      expect(file.suggestedFilename()).toBe('patients.csv');
      expect(await readFile(await file.path(), 'utf8')).toBe(
        'firstName,lastName,email,phone,dateOfBirth,gender,address,notes\r\nIda,Import,ida@example.com,,,,,\r\n',
      );
    });
  });

  describe('dates, times and numbers', () => {
    it.each([
      ['de-DE', 'Mittwoch, 25. November 2026', '29. Feb. 1984', '13:30', '299 $'],
      ['en-US', 'Wednesday, November 25, 2026', 'Feb 29, 1984', '2:00 PM', '$299'],
    ])('are as readers with %s write them, in the clinic’s time zone', async (locale, today, day, time, price) => {
      await signIn('/dashboard/', { locale, timezoneId: 'America/New_York' });
      const { page } = visitor;
      // Between a number and its unit there are spaces of several kinds.
      const shows = (text: string): Promise<void> =>
        page
          .getByText(new RegExp(text.replace(/[.$]/g, '\\$&').replaceAll(' ', '\\s')))
          .first()
          .waitFor();
      await shows(today);
      await shows(time);
      await page.goto('/patients/?q=rosa');
      await shows(day);
      await page.goto('/subscription/plans/');
      await shows(price);
    });
  });

  describe('the activity', () => {
    const rows = (): Locator => visitor.page.locator('tbody tr');

    it('is found by who, what, where and when, and keeps all of it and the page in its address', async () => {
      await signIn('/settings/activity/');
      const { page } = visitor;
      await page.getByRole('button', { name: /^Page 2 of/ }).click();
      await page.waitForURL(/page=2/);
      const choose = async (label: string, option: string): Promise<void> => {
        await visitor.field(label).first().click();
        await page.getByRole('option', { name: option, exact: true }).click();
      };
      await choose('What', 'Added');
      await choose('Where', 'Patients');
      await visitor.fill({ Number: '1' });
      await page.waitForURL('**/settings/activity/?action=create&record=patients&number=1');
      await page.reload();
      await page.getByRole('cell', { name: 'Patients 1', exact: true }).waitFor();
      expect(await rows().count()).toBe(1);
      await visitor.press(/^Details: Added/);
      await page.getByRole('dialog').getByText('Allergic', { exact: false }).waitFor();
      await page.keyboard.press('Escape');
      await visitor.fill({ Until: '2026-11-24' });
      await page.getByText('Nothing of this kind is on record').waitFor();
      await visitor.press('Show everything');
      await page.waitForURL(/activity\/$/);
    });

    it('is taken along as a file, as it is filtered', async () => {
      await signIn('/settings/activity/?action=create&record=doctors');
      const { page } = visitor;
      await page.getByRole('cell', { name: 'Doctors 3', exact: true }).waitFor();
      const [file] = await Promise.all([page.waitForEvent('download'), visitor.press('Export as CSV')]);
      expect(file.suggestedFilename()).toBe('activity.csv');
      const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
      expect(lines.slice(1).map((line) => line.includes(',create,doctors_doctor,'))).toEqual([true, true, true]);
    });
  });

  describe('the calendar', () => {
    const event = (patient: string): Locator => visitor.page.getByRole('button', { name: patient });
    const startOf = async (id: number): Promise<unknown> => (await owner.get(`/api/appointments/${id}`)).body.startsAt;

    it('moves an appointment where it is dragged, and back', async () => {
      await signIn('/appointments/');
      const { page } = visitor;
      const before = await event('Yuki Tanaka').boundingBox();
      if (!before) throw new Error('not drawn');
      await page.mouse.move(before.x + 20, before.y + 8);
      await page.mouse.down();
      await page.mouse.move(before.x + 20, before.y + 40, { steps: 4 });
      await page.mouse.move(before.x + 20, before.y + 8 + 64, { steps: 4 });
      await page.mouse.up();
      await page.getByText('Moved to 14:30.', { exact: true }).waitFor();
      expect(await startOf(7)).toBe('2026-11-25T13:30:00.000Z');
      await visitor.press('Undo');
      await page.getByText('Undone.').waitFor();
      expect(await startOf(7)).toBe('2026-11-25T12:30:00.000Z');
    });

    it('is moved by keyboard, and shows a clash before anything is saved', async () => {
      await signIn('/appointments/');
      const { page } = visitor;
      await event('Noah Lindqvist').focus();
      await page.keyboard.press('Shift+ArrowDown');
      await page
        .getByText('Moved to 14:15, Grace Hopper. Enter saves', { exact: false })
        .waitFor({ state: 'attached' });
      await page.keyboard.press('Shift+ArrowRight');
      await page.keyboard.press('Enter');
      await page.getByText('Moved to 14:15.', { exact: true }).waitFor();
      expect(await startOf(8)).toBe('2026-11-25T13:15:00.000Z');
      await event('Noah Lindqvist').focus();
      for (let step = 0; step < 2; step += 1) await page.keyboard.press('Shift+ArrowLeft');
      for (let step = 0; step < 3; step += 1) await page.keyboard.press('Shift+ArrowUp');
      await page.locator('[data-conflict]').waitFor();
      await page.getByText('clashes with another appointment').first().waitFor({ state: 'attached' });
      await page.keyboard.press('Enter');
      await page.getByText('It was not moved. Choose another time.').waitFor();
      expect(await startOf(8)).toBe('2026-11-25T13:15:00.000Z');
    });

    it('shows a clash in the form before it is sent, and offers all states', async () => {
      await signIn('/appointments/');
      const { page } = visitor;
      await event('Fatima Haddad').click();
      await page.getByRole('dialog').waitFor();
      await visitor.fill({ Begins: '08:50' });
      await page.getByRole('alert').getByText('Hannah Schmidt', { exact: false }).waitFor();
      expect(await page.getByRole('button', { name: 'Save changes' }).isDisabled()).toBe(true);
      await visitor.fill({ Begins: '11:00' });
      await page.getByRole('alert').waitFor({ state: 'detached' });
      await page
        .getByRole('dialog')
        .getByRole('combobox', { name: 'Status' })
        .or(visitor.field('Status'))
        .first()
        .click();
      const states = await page.getByRole('option').allTextContents();
      expect(states).toEqual([
        'Scheduled',
        'Confirmed',
        'Checked in',
        'In progress',
        'Completed',
        'Cancelled',
        'No-show',
      ]);
      await page.getByRole('option', { name: 'Checked in' }).click();
      await visitor.press('Save changes');
      await page.getByText('The appointment was changed.').waitFor();
      expect((await owner.get('/api/appointments/6')).body.status).toBe('checked-in');
    });
  });

  describe('a session', () => {
    it('warns before it ends, goes on if somebody is there, and ends if not', async () => {
      const { page } = await arrive();
      await page.clock.install({ time: NOW });
      await page.goto('/login/');
      await visitor.fill({ 'Username or e-mail address': OWNER.username, Password: OWNER.password });
      await visitor.press('Sign in');
      await visitor.title(/Good day/);
      const pass = async (minutes: number): Promise<void> => {
        clock.advance(minutes * MINUTE_MS);
        await page.clock.fastForward(minutes * MINUTE_MS);
      };
      await pass(13.5);
      expect(await page.getByText('Are you still there?').count()).toBe(0);
      await pass(0.75);
      await page.getByText('Are you still there?').waitFor();
      // The clock may go on only when the server knows.
      const renewed = page.waitForResponse((response) => response.url().endsWith('/api/auth/refresh'));
      await visitor.press('Stay signed in');
      await page.getByText('Are you still there?').waitFor({ state: 'detached' });
      await renewed;
      await pass(14.25);
      await page.getByText('Are you still there?').waitFor();
      await visitor.title(/Good day/);
      await pass(1);
      await visitor.title('Sign in');
      await page.getByText('You were signed out after 15 minutes without activity.').waitFor();
      expect(await visitor.sessionCookies()).toEqual([]);
      await page.goto('/patients/');
      await visitor.title('Sign in');
      clock.set(NOW);
    });

    it('ends in all tabs at once, and leads back to where one was', async () => {
      await signIn('/doctors/');
      const other = await visitor.context.newPage();
      await other.goto('/patients/');
      await other.getByRole('heading', { level: 1, name: 'Patients' }).waitFor();
      await visitor.page.getByRole('button', { name: /Account of/ }).click();
      await visitor.page.getByRole('menuitem', { name: 'Sign out' }).click();
      await visitor.title('Sign in');
      await other.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
      await visitor.page.goto('/settings/people/');
      await visitor.fill({ 'Username or e-mail address': OWNER.username, Password: OWNER.password });
      await visitor.press('Sign in');
      await visitor.title('People');
    });
  });
});
