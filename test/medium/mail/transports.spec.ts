/** @engine none: about mail servers. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { FileTransport } from '../../../src/mail/transports/file-transport.js';
import type { OutgoingMail } from '../../../src/mail/transports/mail-transport.js';
import { SmtpTransport } from '../../../src/mail/transports/smtp-transport.js';
import { MailServer } from '../../support/mail-server.js';
import { tempFolders } from '../../support/temp-folder.js';

const MAIL: OutgoingMail = {
  dedupKey: 'trial-ended/17/2026-12-08T08:00:00.000Z/ada@example.com',
  from: 'Clinic <clinic@example.org>',
  to: 'ada@example.com',
  subject: 'Ihr Probezeitraum ist vorbei – Grüße',
  text: 'Read on at http://localhost:8000/subscription/\n',
  createdAt: new Date('2026-12-08T08:00:00.500Z'),
};

describe('mails as files', () => {
  const folder = tempFolders();

  it('are one file each, for this user only', async () => {
    const outgoing = join(folder(), 'outgoing_mail');
    const transport = new FileTransport(outgoing);
    await transport.send(MAIL);
    await transport.send({ ...MAIL, dedupKey: 'another' });

    const names = readdirSync(outgoing);
    expect(names).toHaveLength(2);
    for (const name of names) expect(name).toMatch(/^2026-12-08T08-00-00-500Z-[0-9a-f]{32}\.eml$/);
    expect(statSync(join(outgoing, names[0] ?? '')).mode & 0o077).toBe(0);
    expect(statSync(outgoing).mode & 0o077).toBe(0);
  });

  it('are written over by a second attempt at the same mail', async () => {
    const outgoing = folder();
    await Promise.all([new FileTransport(outgoing).send(MAIL), new FileTransport(outgoing).send(MAIL)]);
    await new FileTransport(outgoing).send(MAIL);

    expect(readdirSync(outgoing)).toHaveLength(1);
  });

  it('say from whom, to whom, when and what, and that nobody is to answer automatically', async () => {
    const outgoing = folder();
    await new FileTransport(outgoing).send(MAIL);

    const text = readFileSync(join(outgoing, readdirSync(outgoing)[0] ?? ''), 'utf8');
    expect(text).toContain('From: Clinic <clinic@example.org>');
    expect(text).toContain('To: ada@example.com');
    expect(text).toContain('Date: Tue, 08 Dec 2026 08:00:00 +0000');
    expect(text).toMatch(/^Message-ID: <[0-9a-f]{32}@example\.org>\r?$/m);
    expect(text).toContain('Auto-Submitted: auto-generated');
    expect(text).toContain('Read on at http://localhost:8000/subscription/');
  });

  it.each([
    ['a subject with a line break', { subject: 'Hello\r\nBcc: eve@example.com' }],
    ['an address with a line break', { to: 'ada@example.com\r\nBcc: eve@example.com' }],
    ['two addresses in one', { to: 'ada@example.com, eve@example.com' }],
  ])('go to nobody else because of %s', async (_what, changes) => {
    const outgoing = folder();
    await new FileTransport(outgoing).send({ ...MAIL, ...changes }).catch(() => undefined);

    const texts = readdirSync(outgoing).map((name) => readFileSync(join(outgoing, name), 'utf8'));
    for (const text of texts) expect(text).not.toMatch(/^(Bcc|Cc):/im);
    for (const text of texts) expect(text).not.toMatch(/^To: .*,\s*eve@example\.com\r?$/m);
  });

  it('cannot read files of the server by what they say', async () => {
    const outgoing = folder();
    const text = { path: '/etc/hostname' } as unknown as string;

    await expect(new FileTransport(outgoing).send({ ...MAIL, text })).rejects.toMatchObject({ code: 'EFILEACCESS' });
  });
});

describe('mails to a mail server', () => {
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  async function setUp() {
    const server = await MailServer.start();
    const transport = new SmtpTransport(server.url);
    closers.push(
      () => transport.close(),
      () => server.stop(),
    );
    return { server, transport };
  }

  it('arrive', async () => {
    const { server, transport } = await setUp();
    await transport.send(MAIL);
    await transport.send({ ...MAIL, to: 'ben@example.com' });

    expect(server.received).toMatchObject([
      { from: 'clinic@example.org', to: ['ada@example.com'] },
      { from: 'clinic@example.org', to: ['ben@example.com'] },
    ]);
    expect(server.received[0]?.content).toContain('Read on at');
  });

  it('fail with the code of the answer when the server does not want them, and the next one arrives', async () => {
    const { server, transport } = await setUp();
    server.refusals.set('nobody@example.com', '550 5.1.1 there is no nobody@example.com');
    const refused = transport.send({ ...MAIL, to: 'nobody@example.com' });

    await expect(refused).rejects.toMatchObject({ code: 'EENVELOPE', responseCode: 550 });
    await transport.send(MAIL);
    expect(server.received).toHaveLength(1);
  });

  it('arrive after the server has hung up on the connection that was kept', async () => {
    const { server, transport } = await setUp();
    for (let times = 1; times <= 3; times += 1) {
      await transport.send(MAIL);
      server.hangUp();
      // The end of the connection arrives before the next mail, as between two rounds of the delivery.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }

    expect(server.received).toHaveLength(3);
  });

  it('fail when there is no server', async () => {
    const { server, transport } = await setUp();
    await server.stop();

    await expect(transport.send(MAIL)).rejects.toMatchObject({ code: 'ESOCKET' });
  });
});
