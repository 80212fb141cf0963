import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { seededCommandLines } from '../support/command-line.js';
import type { CommandLine } from '../support/command-line.js';
import { directly } from '../support/test-engine.js';

const DAY_MS = 24 * 3_600_000;
const NOTHING = '0 trials or subscriptions ended, 0 other changes.\n0 reminders written, 0 mails sent.\n';

/** Moves the ends of the demo companies' trials, as if time had passed. */
async function setTrialEnds(medadmin: CommandLine, ends: Readonly<Record<string, number>>): Promise<void> {
  await medadmin.databases;
  for (const [slug, fromNowMs] of Object.entries(ends)) {
    const end = new Date(Date.now() + fromNowMs).toISOString().replace('T', ' ').replace('Z', '');
    await directly(
      medadmin.folder,
      'master',
      `UPDATE subscription_subscription SET trial_ends_at = '${end}', current_period_ends_at = '${end}'
       WHERE company_id = (SELECT id FROM master_company WHERE slug = '${slug}')`,
    );
  }
}

const mails = (medadmin: CommandLine): string[] =>
  readdirSync(medadmin.path('outgoing_mail')).map((name) =>
    readFileSync(medadmin.path('outgoing_mail', name), 'utf8').replace(/\r\n/g, '\n'),
  );

describe('expire-trials', () => {
  const seeded = seededCommandLines();

  it('has nothing to do while all trials run', async () => {
    const medadmin = seeded();
    expect(await medadmin.run(['expire-trials'])).toEqual({ code: 0, stdout: NOTHING, stderr: '' });
    expect(await medadmin.read('master', 'SELECT * FROM subscription_event')).toEqual([]);
  });

  it('records the trial that has ended and writes to the owners, once', async () => {
    const medadmin = seeded();
    await setTrialEnds(medadmin, { 'city-hospital': -1000, 'county-clinic': 2 * DAY_MS });
    expect(await medadmin.run(['expire-trials'])).toEqual({
      code: 0,
      stdout: '1 trial or subscription ended, 0 other changes.\n2 reminders written, 2 mails sent.\n',
      stderr: '',
    });
    const sent = mails(medadmin);
    expect(sent.filter((mail) => mail.includes('Subject: Your trial has ended'))).toHaveLength(1);
    expect(sent.filter((mail) => mail.includes('Subject: Your trial ends within three days'))).toHaveLength(1);

    expect((await medadmin.run(['expire-trials'])).stdout).toBe(NOTHING);
    expect(mails(medadmin)).toHaveLength(2);
    const { stdout } = await medadmin.run(['list-tenants', '--json']);
    const { companies } = JSON.parse(stdout) as { companies: { slug: string; subscriptionStatus: string }[] };
    expect(companies.map(({ slug, subscriptionStatus }) => [slug, subscriptionStatus])).toEqual([
      ['city-hospital', 'expired'],
      ['county-clinic', 'trialing'],
    ]);
  });

  it('answers programs in JSON', async () => {
    const medadmin = seeded();
    await setTrialEnds(medadmin, { 'city-hospital': -1000 });
    const { code, stdout } = await medadmin.run(['expire-trials', '--json']);
    expect({ code, document: JSON.parse(stdout) }).toEqual({
      code: 0,
      document: { ended: 1, settled: 0, mails: 1, failed: 0, interrupted: false, mailsSent: 1, mailsNotSent: 0 },
    });
  });

  it('does all of it between several that run at once', async () => {
    const medadmin = seeded();
    await setTrialEnds(medadmin, { 'city-hospital': -1000, 'county-clinic': -1000 });
    const results = await Promise.all([1, 2, 3].map(() => medadmin.run(['expire-trials', '--json'])));
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0]);
    const reports = results.map(({ stdout }) => JSON.parse(stdout) as { ended: number; mails: number });
    expect(reports.reduce((sum, report) => sum + report.ended, 0)).toBe(2);
    expect(reports.reduce((sum, report) => sum + report.mails, 0)).toBe(2);
    expect(await medadmin.read('master', `SELECT * FROM subscription_event WHERE kind = 'expire'`)).toHaveLength(2);
  });

  it('fails, with the ends recorded, when mails cannot be sent; they wait', async () => {
    const medadmin = seeded();
    await setTrialEnds(medadmin, { 'city-hospital': -1000 });
    const env = { MAIL_TRANSPORT: 'smtp', SMTP_URL: 'smtp://127.0.0.1:1' };
    const { code, stdout } = await medadmin.run(['expire-trials'], { env });
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout:
        '1 trial or subscription ended, 0 other changes.\n1 reminder written, 0 mails sent.\n' +
        '1 mail could not be sent; it is tried again.\n',
    });
    const waiting = `SELECT last_failure FROM mail_outbox WHERE next_attempt_at IS NOT NULL`;
    expect(await medadmin.read('master', waiting)).toEqual([{ last_failure: 'ESOCKET' }]);
  });
});
