import { beforeEach, describe, expect, it } from '@jest/globals';
import { seededCommandLines } from '../support/command-line.js';
import type { CommandLine } from '../support/command-line.js';
import { stored } from '../support/test-engine.js';

const SUBSCRIPTION = `SELECT subscription_subscription.status AS status, current_period_starts_at AS starts, current_period_ends_at AS ends
  FROM subscription_subscription JOIN master_company ON master_company.id = company_id WHERE slug = 'city-hospital'`;

describe('record-payment', () => {
  const commandLine = seededCommandLines();
  let medadmin: CommandLine;
  beforeEach(() => {
    medadmin = commandLine();
  });

  it('gives the company the time that was paid for, and says until when', async () => {
    const args = ['record-payment', 'city-hospital', '--amount-cents', '9900', '--reference', 'invoice 1'];
    const { code, stdout, stderr } = await medadmin.run(args);
    const [{ status, ends } = {}] = await medadmin.read('master', SUBSCRIPTION);
    const until = `${stored(ends).replace(' ', 'T')}Z`;
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: `Recorded invoice 1: city-hospital has paid until ${until}.\n`,
      stderr: '',
    });
    expect(status).toBe('active');
    expect(await medadmin.read('master', 'SELECT kind, actor FROM subscription_event')).toEqual([
      { kind: 'pay', actor: 'command' },
    ]);
  });

  it('records a reference once', async () => {
    const args = ['record-payment', 'city-hospital', '--amount-cents', '9900', '--reference', 'invoice 1', '--json'];
    const first = await medadmin.run([...args, '--periods', '2']);
    expect(JSON.parse(first.stdout)).toMatchObject({
      payment: { amountCents: 9900, currency: 'USD', periods: 2, subscription: { status: 'active' } },
    });
    const before = await medadmin.read('master', SUBSCRIPTION);
    const second = await medadmin.run(args);
    expect(second.code).toBe(1);
    expect(JSON.parse(second.stdout)).toMatchObject({ error: { code: 'already-exists' } });
    expect(await medadmin.read('master', SUBSCRIPTION)).toEqual(before);
  });

  it.each([
    ['an unknown company', 1, ['nobody', '--amount-cents', '1', '--reference', 'x']],
    ['another currency', 1, ['city-hospital', '--amount-cents', '1', '--reference', 'x', '--currency', 'EUR']],
    ['no amount', 2, ['city-hospital', '--reference', 'x']],
    ['no reference', 2, ['city-hospital', '--amount-cents', '1']],
    ['no company', 2, ['--amount-cents', '1', '--reference', 'x']],
    ['what is no slug', 2, ['City Hospital', '--amount-cents', '1', '--reference', 'x']],
    ['part of a cent', 2, ['city-hospital', '--amount-cents', '1.5', '--reference', 'x']],
  ])('refuses %s', async (_what, code, args) => {
    const before = await medadmin.read('master', SUBSCRIPTION);
    const result = await medadmin.run(['record-payment', ...args]);
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code, stdout: '' });
    expect(result.stderr).not.toBe('');
    expect(await medadmin.read('master', SUBSCRIPTION)).toEqual(before);
  });
});
