import { createDecipheriv } from 'node:crypto';
import type { FileKey } from './open-handle.js';

/** SQLCipher 4's page: content, then a random initialization vector and a checksum, in bytes. */
const PAGE_BYTES = 4096;
const RESERVED_BYTES = 80;
const IV_BYTES = 16;
/** The first page begins with the salt, where SQLite's own files have this. */
const MAGIC = Buffer.from('SQLite format 3\0');

/**
 * The plain file that an encrypted one stands for, piece by piece. The checksums are not looked at: whoever wants to know
 * opens it.
 * @param pieces of the encrypted file, of whatever length.
 */
export async function* decryptedPages(pieces: AsyncIterable<Buffer>, key: FileKey): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let number = 0;
  for await (const piece of pieces) {
    rest = Buffer.concat([rest, piece]);
    const whole = rest.length - (rest.length % PAGE_BYTES);
    const pages: Buffer[] = [];
    for (let from = 0; from < whole; from += PAGE_BYTES) {
      pages.push(decrypted(rest.subarray(from, from + PAGE_BYTES), key, number === 0));
      number += 1;
    }
    rest = rest.subarray(whole);
    if (pages.length > 0) yield Buffer.concat(pages);
  }
}

function decrypted(page: Buffer, key: FileKey, isFirst: boolean): Buffer {
  const contentEnd = PAGE_BYTES - RESERVED_BYTES;
  const iv = page.subarray(contentEnd, contentEnd + IV_BYTES);
  const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  const content = decipher.update(page.subarray(isFirst ? MAGIC.length : 0, contentEnd));
  return Buffer.concat([...(isFirst ? [MAGIC] : []), content, decipher.final(), Buffer.alloc(RESERVED_BYTES)]);
}
