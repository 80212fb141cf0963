import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { loadSettings } from '../../../src/config/index.js';
import { MailDelivery, Outbox } from '../../../src/mail/index.js';
import { OutboxMail } from '../../../src/mail/outbox-mail.entity.js';
import { MailTransport } from '../../../src/mail/transports/mail-transport.js';
import type { OutgoingMail } from '../../../src/mail/transports/mail-transport.js';
import { masterDatabases } from '../../support/master-database.js';
import type { TestMaster } from '../../support/master-database.js';

const MINUTE_MS = 60_000;

/** A mail server that keeps what it is given, and fails when the test says so. */
class Recorder extends MailTransport {
  readonly taken: OutgoingMail[] = [];
  failure: (mail: OutgoingMail) => Error | undefined = () => undefined;
  afterTaking: () => Promise<void> = () => Promise.resolve();

  override async send(mail: OutgoingMail): Promise<void> {
    const failure = this.failure(mail);
    if (failure) throw failure;
    this.taken.push(mail);
    await this.afterTaking();
  }

  override close(): void {
    // Nothing is open.
  }

  get keys(): string[] {
    return this.taken.map((mail) => mail.dedupKey).sort();
  }
}

const mail = (dedupKey: string) => ({ dedupKey, to: 'ada@example.com', subject: 'Hello', text: `Read ${dedupKey}` });
const refused = (): Error => Object.assign(new Error('connect ECONNREFUSED ada@example.com'), { code: 'ESOCKET' });
const rejected = (): Error =>
  Object.assign(new Error('550 no ada@example.com'), { code: 'EENVELOPE', responseCode: 550 });

describe('the outbox', () => {
  const masterDatabase = masterDatabases();
  beforeAll(() => void Logger.overrideLogger(false));
  afterAll(() => void Logger.overrideLogger(['warn']));

  /** One process's share in the delivery. */
  const deliveryOf = (master: TestMaster, dataSource: DataSource, transport: MailTransport): MailDelivery =>
    new MailDelivery(dataSource, transport, master.clock, loadSettings({ MAIL_FROM: 'Clinic <clinic@example.com>' }));

  async function setUp(keys: readonly string[]) {
    const master = await masterDatabase();
    const dataSource = await master.open();
    const outbox = new Outbox(master.clock);
    await dataSource.transaction(async (transaction) => {
      for (const key of keys) await outbox.enqueue(transaction, mail(key));
    });
    const transport = new Recorder();
    const delivery = deliveryOf(master, dataSource, transport);
    const row = (dedupKey: string) => dataSource.getRepository(OutboxMail).findOneByOrFail({ dedupKey });
    return { master, dataSource, outbox, transport, delivery, row };
  }

  it('sends no mail of a transaction that was undone', async () => {
    const { dataSource, outbox, transport, delivery } = await setUp([]);
    const undone = dataSource.transaction(async (transaction) => {
      await outbox.enqueue(transaction, mail('welcome/1'));
      throw new Error('changed my mind');
    });
    await expect(undone).rejects.toThrow('changed my mind');

    expect(await delivery.deliverDue()).toEqual({ sent: 0, failed: 0 });
    expect(transport.taken).toEqual([]);
  });

  it('takes a mail of one key once, from several processes at once, and after it was sent', async () => {
    const { master, dataSource, outbox, transport, delivery } = await setUp(['welcome/1']);
    const others = [dataSource, await master.open(), await master.open()];
    const enqueueEverywhere = () =>
      Promise.all(
        others.map((each) => each.transaction((transaction) => outbox.enqueue(transaction, mail('welcome/1')))),
      );
    await enqueueEverywhere();
    expect(await delivery.deliverDue()).toEqual({ sent: 1, failed: 0 });
    await enqueueEverywhere();

    expect(await delivery.deliverDue()).toEqual({ sent: 0, failed: 0 });
    expect(transport.keys).toEqual(['welcome/1']);
  });

  it('keeps no text of what is sent: links in it let somebody in', async () => {
    const { master, delivery, transport, row } = await setUp(['invitation/1']);
    await delivery.deliverDue();

    expect(transport.taken).toEqual([
      { ...mail('invitation/1'), from: 'Clinic <clinic@example.com>', createdAt: master.clock.now() },
    ]);
    expect(await row('invitation/1')).toMatchObject({ text: null, sentAt: master.clock.now(), nextAttemptAt: null });
  });

  const KEYS = Array.from({ length: 40 }, (_, index) => `notice/${String(index).padStart(2, '0')}`);

  it('sends each mail once when three processes deliver at once', async () => {
    const { master, dataSource, transport } = await setUp(KEYS);
    const dataSources = [dataSource, await master.open(), await master.open()];
    const reports = await Promise.all(dataSources.map((each) => deliveryOf(master, each, transport).deliverDue()));

    expect(reports.reduce((sum, report) => sum + report.sent, 0)).toBe(KEYS.length);
    expect(transport.keys).toEqual(KEYS);
  });

  it('would send some of them more than once without claims: the same test finds it', async () => {
    const { master, dataSource, transport } = await setUp(KEYS);
    const naive = async (each: DataSource) => {
      const mails = each.getRepository(OutboxMail);
      for (const due of await mails.find({ order: { id: 'ASC' } })) {
        await transport.send({ ...mail(due.dedupKey), from: '', createdAt: due.createdAt });
        await mails.update({ id: due.id }, { nextAttemptAt: null });
      }
    };
    await Promise.all([dataSource, await master.open(), await master.open()].map(naive));

    expect(transport.taken.length).toBeGreaterThan(KEYS.length);
  });

  it('tries again what could not be sent, each time after a longer pause, and gives up in the end', async () => {
    const { master, delivery, transport, row } = await setUp(['notice/1']);
    transport.failure = rejected;
    const pausesMinutes: (number | null)[] = [];
    for (let attempts = 1; attempts <= 16; attempts += 1) {
      expect(await delivery.deliverDue()).toEqual({ sent: 0, failed: 1 });
      expect(await delivery.deliverDue()).toEqual({ sent: 0, failed: 0 });
      const { nextAttemptAt } = await row('notice/1');
      const pauseMs = nextAttemptAt && nextAttemptAt.getTime() - master.clock.now().getTime();
      pausesMinutes.push(pauseMs && pauseMs / MINUTE_MS);
      master.clock.advance(pauseMs ?? 0);
    }

    expect(pausesMinutes).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360, 360, 360, 360, null]);
    const given = await row('notice/1');
    expect(given).toMatchObject({ sentAt: null, text: null, attempts: 16, lastFailure: 'EENVELOPE 550' });
  });

  it('sends the mail in the end when the server is back', async () => {
    const { master, delivery, transport, row } = await setUp(['notice/1']);
    transport.failure = refused;
    await delivery.deliverDue();
    transport.failure = () => undefined;
    master.clock.advance(MINUTE_MS);

    expect(await delivery.deliverDue()).toEqual({ sent: 1, failed: 0 });
    expect(await row('notice/1')).toMatchObject({ attempts: 2, lastFailure: null });
  });

  it('passes over a mail that cannot be sent', async () => {
    const { delivery, transport } = await setUp(['notice/1', 'notice/2', 'notice/3']);
    transport.failure = ({ dedupKey }) => (dedupKey === 'notice/2' ? rejected() : undefined);

    expect(await delivery.deliverDue()).toEqual({ sent: 2, failed: 1 });
    expect(transport.keys).toEqual(['notice/1', 'notice/3']);
  });

  it('leaves the rest for later when nothing can be sent at all', async () => {
    const { dataSource, delivery, transport } = await setUp(KEYS);
    transport.failure = refused;

    expect(await delivery.deliverDue()).toEqual({ sent: 0, failed: 3 });
    expect(await dataSource.getRepository(OutboxMail).countBy({ attempts: 0 })).toBe(KEYS.length - 3);
  });

  it('sends again what a killed process may have sent, five minutes later', async () => {
    const { master, dataSource, transport, delivery } = await setUp(['notice/1']);
    // The process ends after the mail server has taken the mail, before it can write that down.
    transport.afterTaking = () => new Promise(() => undefined);
    void delivery.deliverDue();
    const other = new Recorder();
    const successor = deliveryOf(master, dataSource, other);
    while (transport.taken.length === 0) await new Promise(setImmediate);

    expect(await successor.deliverDue()).toEqual({ sent: 0, failed: 0 });
    master.clock.advance(5 * MINUTE_MS - 1);
    expect(await successor.deliverDue()).toEqual({ sent: 0, failed: 0 });
    master.clock.advance(1);
    expect(await successor.deliverDue()).toEqual({ sent: 1, failed: 0 });
    expect(other.keys).toEqual(['notice/1']);
  });

  it('does not begin another mail once the program is to end', async () => {
    const { delivery, transport } = await setUp(KEYS);
    await delivery.beforeApplicationShutdown();

    expect(await delivery.deliverDue()).toEqual({ sent: 0, failed: 0 });
    expect(transport.taken).toEqual([]);
  });
});
