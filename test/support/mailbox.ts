import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource, IsNull, Not } from 'typeorm';
import { MailDelivery } from '../../src/mail/index.js';
import { OutboxMail } from '../../src/mail/outbox-mail.entity.js';
import type { RunningApp } from './start-app.js';

export interface ReceivedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** All mails to an address so far, oldest first; what is still in the outbox is delivered before. */
export async function mailsTo({ app, dataDir }: RunningApp, address: string): Promise<ReceivedMail[]> {
  await app.get(MailDelivery).deliverDue();
  // Another instance may have taken one, and a run that was under way may have looked before it was there.
  const master = app.get(DataSource);
  const underWay = { recipient: address, sentAt: IsNull(), nextAttemptAt: Not(IsNull()), lastFailure: IsNull() };
  for (let wait = 0; wait < 200 && (await master.getRepository(OutboxMail).existsBy(underWay)); wait += 1) {
    await sleep(25);
    await app.get(MailDelivery).deliverDue();
  }
  const folder = join(dataDir, 'outgoing_mail');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.eml')).sort();
  const mails = await Promise.all(files.map(async (name) => parse(await readFile(join(folder, name), 'latin1'))));
  return mails.filter(({ to }) => to === address);
}

/** The token in the newest invitation to an address. @throws Error when there is none. */
export async function invitationToken(running: RunningApp, address: string): Promise<string> {
  const mail = (await mailsTo(running, address)).at(-1);
  const token = /#token=([\w-]+)/.exec(mail?.text ?? '')?.[1];
  if (token === undefined) throw new Error(`no invitation was sent to ${address}`);
  return token;
}

/** As much of RFC 5322 as our own mails need. */
function parse(content: string): ReceivedMail {
  const [head = '', ...rest] = content.split('\r\n\r\n');
  const headers = head.replace(/\r\n[ \t]+/g, ' ');
  const header = (name: string): string => new RegExp(`^${name}: (.*)$`, 'mi').exec(headers)?.[1] ?? '';
  const body = rest.join('\r\n\r\n');
  const isQuoted = /quoted-printable/i.test(header('Content-Transfer-Encoding'));
  return { to: header('To'), subject: header('Subject'), text: isQuoted ? unquoted(body) : body };
}

function unquoted(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_match, code: string) => String.fromCharCode(parseInt(code, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
