import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { textOf } from './csv-text.js';
import { CsvUnreadableError, FileTooLargeError, UploadAbortedError } from './csv.errors.js';

async function read(upload: Readable, limitBytes = 1000): Promise<string> {
  let text = '';
  for await (const part of textOf(upload, limitBytes)) text += part;
  return text;
}

const inBytes = (text: string): Readable => Readable.from([...Buffer.from(text)].map((byte) => Buffer.from([byte])));

describe('the text of an upload', () => {
  it('is what was sent, wherever its bytes were parted, without the byte order mark', async () => {
    expect(await read(inBytes('\ufeffÖz,日本,😀\n'))).toBe('Öz,日本,😀\n');
  });

  it('ends with the limit: the last byte allowed is read, the next refused, and the rest thrown away', async () => {
    expect(await read(inBytes('x'.repeat(10)), 10)).toHaveLength(10);
    const upload = inBytes('x'.repeat(1000));
    await expect(read(upload, 10)).rejects.toThrow(FileTooLargeError);
    await new Promise((resolve) => upload.once('end', resolve));
    expect(upload.destroyed && upload.errored).toBeFalsy();
  });

  it.each([
    ['Latin-1', Buffer.from('Name\nM\xfcller\n', 'latin1'), 1],
    ['half a character at the end', Buffer.from('Name\nM\xc3', 'latin1'), 2],
    ['half a surrogate pair', Buffer.from([0x4e, 0x0a, 0xed, 0xa0, 0x80]), 1],
  ])('is refused where it is not UTF-8: %s', async (_what, bytes, line) => {
    const reading = read(Readable.from([bytes]));
    await expect(reading).rejects.toMatchObject({ line });
    await expect(reading).rejects.toThrow(CsvUnreadableError);
  });

  it('says that an upload broke off', async () => {
    const upload = new Readable({ read: () => undefined });
    upload.push('Name\n');
    setImmediate(() => upload.destroy(new Error('aborted')));
    await expect(read(upload)).rejects.toThrow(UploadAbortedError);
  });
});
