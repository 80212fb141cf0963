/** @engine none: what the pages of settings show and ask; what is behind them is tested on both. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { PasswordResets } from '../../src/master/passwords/password-resets.js';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient, SignedIn } from '../support/api-client.js';
import { Visitor } from '../support/browser/browser-test.js';
import { launchBrowser } from '../support/browser/chromium.mjs';
import { addColleague, addSuperuser, COLLEAGUE_PASSWORD } from '../support/colleagues.js';
import { invitationToken, mailsTo } from '../support/mailbox.js';
import { codeAt, STEP_MS, wrongCode } from '../support/second-factor.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { TestClock } from '../support/test-clock.js';

const NOW = '2026-11-25T09:10:00.000Z';
const MINUTE_MS = 60_000;

/** What the browser has for an image; tests have no types of it. */
interface Picture {
  decode(): Promise<void>;
}

interface Login {
  readonly username: string;
  readonly password: string;
}

describe('the settings of a clinic, and what superusers do with it', () => {
  const clock = new TestClock(NOW);
  let running: RunningApp;
  let browser: Browser;
  let visitor: Visitor;
  let owner: ApiClient;
  let login: Login;
  let company: SignedIn['company'];
  let email: string;

  beforeAll(async () => {
    running = await startApp({ TRIAL_DAYS: '21', READ_ONLY_DAYS: '45' }, { clock });
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

  const newClinic = async (): Promise<void> => {
    const { api, signedIn, registration } = await registerCompany(running.api);
    const { username, password } = registration;
    [owner, login, company] = [api, { username, password }, signedIn.company];
    ({ email } = registration);
  };
  const newSuperuser = async (): Promise<Login> => {
    const superuser = await addSuperuser(running.app, running.api);
    const { username } = (await superuser.get<SignedIn>('/api/auth/me')).body.user;
    return { username, password: COLLEAGUE_PASSWORD };
  };
  const arrive = async (path: string): Promise<Visitor> => {
    visitor = await Visitor.arrive(browser, running.url);
    await visitor.page.clock.setFixedTime(clock.now());
    await visitor.page.goto(path);
    return visitor;
  };
  const giveLogin = async ({ username, password }: Login): Promise<void> => {
    await visitor.fill({ 'Username or e-mail address': username, Password: password });
    await visitor.press('Sign in');
  };
  const signIn = async (path: string, as: Login = login): Promise<Visitor> => {
    await arrive(path);
    await giveLogin(as);
    return visitor;
  };
  const dialog = () => visitor.page.getByRole('dialog').last();
  const confirm = (name: string): Promise<void> => dialog().getByRole('button', { name, exact: true }).click();
  const saysAtAField = (text: string): Promise<void> => visitor.page.getByText(text).first().waitFor();

  it('a forgotten password is set anew by the link in a mail, once', async () => {
    await newClinic();
    const { page } = await arrive('/login/');
    await visitor.follow('Forgot your password?');
    await visitor.title('Forgot your password?');
    await visitor.fill({ 'Username or e-mail address': login.username });
    await visitor.press('Send the link');
    await page.getByText('If we know you, a mail is on its way.').waitFor();
    await running.app.get(PasswordResets).work();
    const [, link = ''] =
      /(\/reset-password\/#token=\S+)/.exec((await mailsTo(running, email)).at(-1)?.text ?? '') ?? [];
    await page.goto(link);
    await visitor.title('Set a new password');
    await visitor.fill({ 'New password': 'password1' });
    await visitor.press('Set the password');
    await saysAtAField('Is one of the most common passwords.');
    await visitor.fill({ 'New password': 'a horse of another colour' });
    await visitor.press('Set the password');
    await page.getByText('Your new password is set.').waitFor();
    await giveLogin({ ...login, password: 'a horse of another colour' });
    await visitor.title(/Good day/);
    await page.goto(link);
    await visitor.fill({ 'New password': 'a horse of a third colour' });
    await visitor.press('Set the password');
    await page.getByText('This link cannot be used').waitFor();
  });

  describe('a second factor', () => {
    let secret: string;
    let recoveryCodes: string[];
    /** A code works once, and only in its half minute. */
    const nextCode = (): Promise<string> => {
      clock.advance(STEP_MS);
      return codeAt(secret, clock.now());
    };

    it('is set up with a picture and a code, and shows its recovery codes once', async () => {
      await newClinic();
      const { page } = await signIn('/settings/security/');
      await visitor.press('Set up');
      await visitor.fill({ Password: 'not the password' });
      await confirm('Next');
      await saysAtAField('Is wrong.');
      await visitor.fill({ Password: login.password });
      await confirm('Next');
      const picture = page.getByAltText('QR code for the authenticator app');
      await picture.waitFor();
      await picture.evaluate((image) => (image as unknown as Picture).decode());
      expect((await picture.boundingBox())?.width).toBe(200);
      secret = (await dialog().locator('code').textContent())!.replaceAll(' ', '');
      await visitor.fill({ 'Code that the app shows': await codeAt(secret, clock.now()) });
      await confirm('Switch on');
      await page.getByText('They are not shown again.').waitFor();
      recoveryCodes = (await dialog().locator('pre').textContent())!.split('\n');
      expect(recoveryCodes).toHaveLength(10);
      await page.keyboard.press('Escape');
      await confirm('I have kept them');
      await page.getByText('10 recovery codes are left.').waitFor();
    });

    it('is asked for when signing in: a code of the app, or a recovery code, and in time', async () => {
      const { page } = await signIn('/settings/security/');
      await visitor.fill({ 'Code of your authenticator app': await wrongCode(secret, clock.now()) });
      await visitor.press('Sign in');
      await page.locator('[aria-invalid=true]').waitFor();
      clock.advance(6 * MINUTE_MS);
      await page.clock.setFixedTime(clock.now());
      await visitor.fill({ 'Code of your authenticator app': await nextCode() });
      await visitor.press('Sign in');
      await page.getByText('That took too long. Please sign in again.').waitFor();
      await giveLogin(login);
      await visitor.fill({ 'Code of your authenticator app': recoveryCodes[0]! });
      await visitor.press('Sign in');
      await page.getByText('9 recovery codes are left.').waitFor();
    });

    it('is asked for again before what is dangerous, which then goes on by itself', async () => {
      const { page } = await signIn('/settings/');
      await visitor.fill({ 'Code of your authenticator app': await nextCode() });
      await visitor.press('Sign in');
      await page.getByRole('heading', { name: 'Take your data along' }).waitFor();
      clock.advance(6 * MINUTE_MS);
      await visitor.press('Export all data');
      await page.getByText('Is it you?').waitFor();
      await confirm('Cancel');
      await page.getByText('Nothing was done, because it was not proved who you are.').waitFor();
      await visitor.press('Export all data');
      await visitor.fill({ Password: login.password, 'Code of your authenticator app': '1' });
      await confirm('Go on');
      await dialog().locator('[aria-invalid=true]').waitFor();
      await visitor.fill({ 'Code of your authenticator app': await nextCode() });
      const [file] = await Promise.all([page.waitForEvent('download'), confirm('Go on')]);
      expect(file.suggestedFilename()).toMatch(/\.zip$/);
    });

    it('can be asked of others, who can do nothing before they have one', async () => {
      const colleague = await addColleague(running.app, running.api, company.id, 'receptionist');
      const { username } = (await colleague.get<SignedIn>('/api/auth/me')).body.user;
      const { page } = await signIn('/settings/security/');
      await visitor.fill({ 'Code of your authenticator app': await nextCode() });
      await visitor.press('Sign in');
      await page.getByRole('checkbox', { name: 'Receptionist' }).check();
      await visitor.press('Save changes');
      await page.getByText('The rule was changed.').waitFor();
      await visitor.context.close();
      await signIn('/patients/', { username, password: COLLEAGUE_PASSWORD });
      await visitor.title('Security');
      await visitor.page.getByText('Your clinic asks for a second factor.').waitFor();
      await visitor.follow('Patients');
      await visitor.title('Security');
    });

    it('gets new recovery codes, and is switched off, with all that one signs in with', async () => {
      const { page } = await signIn('/settings/security/');
      await visitor.fill({ 'Code of your authenticator app': await nextCode() });
      await visitor.press('Sign in');
      const prove = async (code: string): Promise<void> => {
        await dialog().waitFor();
        await visitor.fill({ Password: login.password, 'Code of your authenticator app': code });
      };
      await visitor.press('New recovery codes');
      await prove(recoveryCodes[1]!);
      await confirm('Make new codes');
      await page.getByText('They are not shown again.').waitFor();
      const renewed = (await dialog().locator('pre').textContent())!.split('\n');
      expect(renewed.filter((code) => recoveryCodes.includes(code))).toEqual([]);
      await confirm('I have kept them');
      await page.getByText('10 recovery codes are left.').waitFor();
      await visitor.press('Switch off');
      await prove(recoveryCodes[2]!);
      await confirm('Switch off');
      await dialog().locator('[aria-invalid=true]').waitFor();
      await prove(renewed[0]!);
      await confirm('Switch off');
      await page.getByRole('button', { name: 'Set up' }).waitFor();
      expect((await running.api.post('/api/auth/login', login)).status).toBe(200);
    });
  });

  it('somebody who was invited chooses a password and is in, once', async () => {
    await newClinic();
    await owner.post('/api/invitations', { email: `guest-of-${email}`, role: 'receptionist' });
    const link = `/invitation/#token=${await invitationToken(running, `guest-of-${email}`)}`;
    const { page } = await arrive(link);
    const fields = { 'First name': 'Joan', 'Last name': 'Clarke', Username: `joan-${login.username}` };
    await visitor.fill({ ...fields, Password: 'short' });
    const accept = (): Promise<void> => page.locator('button[type=submit]').click();
    await accept();
    await page.locator('[aria-invalid=true]').waitFor();
    await visitor.fill({ Password: COLLEAGUE_PASSWORD });
    await accept();
    await visitor.title('Good day, Joan');
    expect(await page.getByRole('link', { name: 'Settings' }).count()).toBe(0);
    await visitor.context.close();
    await arrive(link);
    await visitor.fill({ ...fields, Password: COLLEAGUE_PASSWORD });
    await visitor.page.locator('button[type=submit]').click();
    await visitor.page.getByRole('alert').waitFor();
  });

  it('a password is changed, and ends all other sessions', async () => {
    await newClinic();
    const { page } = await signIn('/settings/password/');
    await visitor.fill({ 'Present password': 'not the password', 'New password': 'a horse of another colour' });
    await visitor.press('Change password');
    await saysAtAField('Is wrong.');
    await visitor.fill({ 'Present password': login.password });
    await visitor.press('Change password');
    await page.getByText('Your password was changed.').waitFor();
    await visitor.follow('People');
    await visitor.title('People');
    expect((await owner.get('/api/doctors')).status).toBe(401);
    expect((await running.api.post('/api/auth/login', login)).status).toBe(401);
    const changed = { ...login, password: 'a horse of another colour' };
    expect((await running.api.post('/api/auth/login', changed)).status).toBe(200);
  });

  it('devices are signed out from afar', async () => {
    await newClinic();
    const { page } = await signIn('/settings/security/');
    await page.getByText('This device').waitFor();
    await page.getByRole('button', { name: /^Sign out .*, signed in/ }).click();
    await page.getByText('was signed out.').waitFor();
    expect((await owner.get('/api/doctors')).status).toBe(401);
    expect(await page.getByRole('button', { name: 'Sign out everywhere else' }).count()).toBe(0);
  });

  it('a backup is taken, looked into, and gives back what was chosen, or everything', async () => {
    await newClinic();
    await owner.post('/api/patients', { firstName: 'Rosa', lastName: 'Álvarez' });
    const gone = (await owner.post<{ id: number }>('/api/patients', { firstName: 'Paul', lastName: 'Gone' })).body.id;
    const { page } = await signIn('/settings/backups/');
    await page.getByText('No backups yet').waitFor();
    await page.getByRole('button', { name: 'Take a backup now' }).first().click();
    await page.getByText('The backup was taken, and found to be right.').waitFor();
    await owner.delete(`/api/patients/${gone}`);
    await visitor.follow(/Look inside the backup of/);
    await visitor.title(/^Backup of/);
    await page.getByRole('checkbox', { name: 'Choose Paul Gone' }).check();
    await page.getByRole('checkbox', { name: 'Choose Rosa Álvarez' }).check();
    await visitor.press('Bring 2 back');
    await page.getByText('1 entry was brought back. 1 was not gone, and was left as it is.').waitFor();
    expect((await owner.get(`/api/patients/${gone}`)).body).toMatchObject({ lastName: 'Gone' });
    await owner.post('/api/patients', { firstName: 'Added', lastName: 'Later' });
    await visitor.press('Put everything back');
    const name = `Type the name of the clinic, ${company.name}, to confirm`;
    await visitor.fill({ [name]: 'Another clinic' });
    await confirm('Put everything back');
    await saysAtAField('This is not the name of the clinic.');
    await visitor.fill({ [name]: company.name });
    await confirm('Put everything back');
    await visitor.title('Backups');
    await page.getByText('before data were put back').waitFor();
    expect((await owner.get('/api/patients')).body).toMatchObject({ total: 2 });
  });

  it('the clinic is deleted by its owner, and kept after all', async () => {
    await newClinic();
    const { page } = await signIn('/settings/');
    await visitor.press('Delete the clinic');
    const name = `Type the name of the clinic, ${company.name}, to confirm`;
    await visitor.fill({ [name]: company.name, 'Your password': 'not the password' });
    await confirm('Delete the clinic');
    await saysAtAField('Is wrong.');
    await visitor.fill({ 'Your password': login.password });
    await confirm('Delete the clinic');
    await page.getByText('Everything will be erased on 25 Dec 2026, in 30 days.').waitFor();
    await page.getByText('The clinic is to be deleted.').waitFor();
    expect((await owner.post('/api/patients', { firstName: 'A', lastName: 'B' })).status).toBe(402);
    await page.getByRole('button', { name: 'Keep the clinic' }).last().click();
    await page.getByText('The clinic stays.').waitFor();
    await page.getByRole('button', { name: 'Delete the clinic' }).waitFor();
    expect((await owner.post('/api/patients', { firstName: 'A', lastName: 'B' })).status).toBe(201);
  });

  it('how long the trial lasts, and how long one can read, is what the server says', async () => {
    await newClinic();
    const { page } = await arrive('/subscription/plans/');
    await page.getByText('Every plan begins with a free trial of 21 days.').waitFor();
    await page.goto('/subscription/register/?plan=basic');
    await page.getByText('Basic, free for 21 days.').waitFor();
    await page.goto('/login/?next=/subscription/');
    await giveLogin(login);
    await visitor.press('Cancel subscription');
    await page.getByText('you can still read your data for 45 days').waitFor();
  });

  it('who collects the money by a page of theirs is paid there', async () => {
    await newClinic();
    const { page } = await signIn('/subscription/');
    await page.getByRole('heading', { name: 'Change plan' }).waitFor();
    expect(await page.getByRole('button', { name: 'Pay now' }).count()).toBe(0);
    // Of the API that is asked in test/e2e/stripe.spec.ts: here only what the page makes of it.
    await page.route('**/api/subscription', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ json: { ...((await answer.json()) as object), billing: 'stripe' } });
    });
    await page.route('**/api/subscription/checkout', (route) =>
      route.fulfill({ json: { url: `${running.url}/subscription/?checkout=canceled` } }),
    );
    await page.reload();
    await visitor.press('Pay now');
    await page.getByText('Nothing was paid.').waitFor();
  });

  it('superusers rename, clone, delete and erase a clinic', async () => {
    await newClinic();
    const { page } = await signIn(`/admin/companies/${company.id}/`, await newSuperuser());
    await visitor.press('Rename');
    await visitor.fill({ Name: 'Renamed Clinic', Slug: 'No Slug' });
    await confirm('Rename');
    await dialog().locator('[aria-invalid=true]').waitFor();
    await visitor.fill({ Slug: 'renamed-clinic' });
    await confirm('Rename');
    await visitor.title('Renamed Clinic');
    await visitor.press('Clone');
    await visitor.fill({ Slug: 'renamed-clinic-training' });
    await confirm('Clone');
    await page.getByText('How its owner signs in').waitFor();
    const password = (await dialog().locator('code').textContent())!;
    expect((await running.api.post('/api/auth/login', { username: 'renamed-clinic-training', password })).status).toBe(
      200,
    );
    await dialog().getByRole('link', { name: 'Go to the clone' }).click();
    await visitor.title('renamed-clinic-training');
    await visitor.press('Delete');
    await confirm('Delete');
    await page.getByText('It will be erased on').waitFor();
    await visitor.press('Take the deletion back');
    await confirm('Take the deletion back');
    await page.getByText('renamed-clinic-training stays.').waitFor();
    await visitor.press('Erase now');
    await visitor.fill({ 'Type its slug, renamed-clinic-training, to confirm': 'renamed-clinic-training' });
    await confirm('Erase now');
    await page.getByText('Certificate of erasure').waitFor();
    await confirm('Close');
    await visitor.title('Companies');
    expect(await page.getByRole('link', { name: 'renamed-clinic-training' }).count()).toBe(0);
    await visitor.follow('Erasures');
    await visitor.title('Erasures');
    await page.getByRole('searchbox').fill('Renamed Clinic');
    await page.getByText('Nothing was found for').waitFor();
    await page.getByRole('searchbox').fill('renamed-clinic-training');
    await page.getByRole('button', { name: /^Certificate of company/ }).click();
    await dialog().getByText('SHA-256 of its name').waitFor();
  });

  it('superusers extend a trial, suspend a clinic, and open it again', async () => {
    await newClinic();
    const { page } = await signIn(`/admin/companies/${company.id}/`, await newSuperuser());
    await visitor.press('Extend trial');
    await visitor.fill({ Days: '7' });
    await confirm('Extend trial');
    await page.getByText(`The trial of ${company.name} was extended.`).waitFor();
    expect((await owner.get('/api/subscription')).body).toMatchObject({ daysLeft: 28 });
    await visitor.press('Suspend');
    await confirm('Suspend');
    await page.getByText(`${company.name} is suspended.`).waitFor();
    expect((await owner.get('/api/doctors')).status).toBe(401);
    expect((await running.api.post('/api/auth/login', login)).status).toBe(401);
    await visitor.press('Activate');
    await confirm('Activate');
    await page.getByText(`${company.name} is active again.`).waitFor();
    expect((await running.api.post('/api/auth/login', login)).status).toBe(200);
  });

  describe('support', () => {
    const REASON = 'Ticket 4711: patients cannot be found';
    let supporter: Visitor;
    /** The superuser, who is not the visitor that every test closes. */
    const ask = async (): Promise<void> => {
      // What was said of the one before is gone.
      await supporter.page.reload();
      await supporter.press('Ask for access');
      await supporter.fill({ Reason: REASON });
      await supporter.page.getByRole('dialog').getByRole('button', { name: 'Ask for access' }).click();
      await supporter.page.getByText('An owner of the company has to approve.').waitFor();
    };
    const enter = async (): Promise<void> => {
      await supporter.page.reload();
      await supporter.press(/^Enter under access/);
      await supporter.page.getByText(`You are inside ${company.name} as support`).waitFor();
    };

    beforeAll(async () => {
      await newClinic();
      await owner.post('/api/patients', { firstName: 'Rosa', lastName: 'Álvarez' });
      await signIn(`/admin/companies/${company.id}/`, await newSuperuser());
      await visitor.title(company.name);
      supporter = visitor;
    });
    afterAll(() => supporter?.context.close());

    it('enters when an owner has approved, for reading only, and is put out by the clinic', async () => {
      const { page } = await signIn('/settings/support/');
      await page.getByText('Support has not been here').waitFor();
      await page.getByRole('switch').click();
      await page.getByText('The rule was changed.').waitFor();
      await ask();
      await page.goto('/dashboard/');
      await page.getByText('asks to enter your clinic').waitFor();
      await page.getByText(REASON).waitFor();
      await visitor.press(/^Approve access/);
      await page.getByText('has access to your clinic').waitFor();

      await enter();
      await supporter.follow('Patients');
      await supporter.page.getByRole('link', { name: 'Rosa Álvarez' }).waitFor();
      expect(await supporter.page.getByRole('button', { name: 'Add patient' }).count()).toBe(0);
      await supporter.page.reload();
      await supporter.page.getByText(`You are inside ${company.name} as support`).waitFor();
      await supporter.page.getByRole('link', { name: 'Rosa Álvarez' }).waitFor();
      expect(
        await supporter.page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])'),
      ).not.toContain('eyJ');

      await page.goto('/settings/support/');
      await visitor.follow(/^What was done by/);
      await visitor.title('Activity');
      await page.getByRole('cell', { name: 'Entered as support' }).first().waitFor();
      await page.getByRole('cell', { name: 'Patients 1', exact: true }).first().waitFor();
      await page.goto('/dashboard/');
      await visitor.press(/^End access/);
      await page.getByText('was ended.').waitFor();
      await supporter.follow('Doctors');
      await supporter.page.getByText('Your access to this company has ended.').waitFor();
      await supporter.title(company.name);
      expect(supporter.complaints).toEqual([]);
    });

    it('is refused, and leaves by itself', async () => {
      await ask();
      const { page } = await signIn('/dashboard/');
      await visitor.press(/^Refuse access/);
      await page.getByText('was refused.').waitFor();
      await ask();
      await page.reload();
      await visitor.press(/^Approve access/);
      await page.getByText('has access to your clinic').waitFor();
      await enter();
      await supporter.press('Leave the clinic');
      await supporter.title(company.name);
      expect(await supporter.page.getByRole('button', { name: /^Enter under access/ }).count()).toBe(0);
      await page.reload();
      await visitor.title(/Good day/);
      await page
        .getByText('First steps')
        .or(page.getByRole('heading', { name: 'Today' }))
        .first()
        .waitFor();
      expect(await page.getByText('has access to your clinic').count()).toBe(0);
      expect(supporter.complaints).toEqual([]);
    });
  });
});
