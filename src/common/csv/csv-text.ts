import type { Readable } from 'node:stream';
import { CsvUnreadableError, FileTooLargeError, UploadAbortedError } from './csv.errors.js';

/**
 * The text of an upload as it comes in, without its byte order mark.
 * @param seen is shown the bytes on the way.
 * @throws CsvUnreadableError for bytes that are no UTF-8; FileTooLargeError; UploadAbortedError.
 */
export async function* textOf(
  upload: Readable,
  limitBytes: number,
  seen?: (chunk: Buffer) => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const place = { bytes: 0, lines: 1 };
  for await (const chunk of chunksOf(upload)) {
    place.bytes += chunk.length;
    if (place.bytes > limitBytes) throw new FileTooLargeError(limitBytes);
    seen?.(chunk);
    const text = decode(() => decoder.decode(chunk, { stream: true }), place.lines);
    place.lines += newlinesIn(text);
    yield text;
  }
  yield decode(() => decoder.decode(), place.lines);
}

export function newlinesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

function decode(step: () => string, line: number): string {
  try {
    return step();
  } catch {
    throw new CsvUnreadableError(line, 'here or soon after are bytes that are not UTF-8: save the file as UTF-8');
  }
}

/**
 * Does not destroy the upload when nobody reads on: it is a request, and the answer goes through the same connection.
 * What is still to come is thrown away, or the client, who sends before it reads, would wait for ever.
 */
async function* chunksOf(upload: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of upload.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
  } catch (error) {
    throw new UploadAbortedError(error);
  } finally {
    setImmediate(() => upload.resume());
  }
}
