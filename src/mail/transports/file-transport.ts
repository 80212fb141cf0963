import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { mailIdentity, MailTransport, message } from './mail-transport.js';
import type { OutgoingMail } from './mail-transport.js';

/**
 * Writes mails as files, to be read or passed on by another program. One mail is one file: a second attempt, after a
 * crash, writes the same one.
 */
export class FileTransport extends MailTransport {
  /** @param folder made when there is none; for this user only, because links in mails let somebody in. */
  constructor(private readonly folder: string) {
    super();
  }

  override async send(mail: OutgoingMail): Promise<void> {
    const content = await composed(mail);
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const time = mail.createdAt.toISOString().replaceAll(/[:.]/g, '-');
    const draft = join(this.folder, `.${randomUUID()}`);
    try {
      await writeFlushed(draft, content);
      await rename(draft, join(this.folder, `${time}-${mailIdentity(mail)}.eml`));
    } finally {
      await rm(draft, { force: true });
    }
    await flushFolder(this.folder);
  }

  override async forget(mails: readonly Pick<OutgoingMail, 'dedupKey'>[]): Promise<number> {
    const endings = mails.map((mail) => `-${mailIdentity(mail)}.eml`);
    const files = await readdir(this.folder).catch(() => []);
    const theirs = files.filter((file) => endings.some((ending) => file.endsWith(ending)));
    for (const file of theirs) await rm(join(this.folder, file), { force: true });
    if (theirs.length > 0) await flushFolder(this.folder);
    return theirs.length;
  }

  override close(): void {
    // No connection is kept.
  }
}

async function composed(mail: OutgoingMail): Promise<Buffer> {
  // Loaded with the first mail: the start of the program does not wait for it.
  const { createTransport } = await import('nodemailer');
  const { message: content } = await createTransport({ streamTransport: true, buffer: true }).sendMail(message(mail));
  return content as Buffer;
}

async function writeFlushed(path: string, content: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Without it the renamed file may be gone after a power cut, of which the outbox says that it was sent. */
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
