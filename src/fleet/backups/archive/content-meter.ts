import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import type { TransformCallback } from 'node:stream';

/** Counts and hashes what passes. */
export class ContentMeter extends Transform {
  private readonly hash = createHash('sha256');
  private passedBytes = 0;

  /**
   * @param watch is called with the bytes that have passed, before they are passed on; throws when it is enough.
   */
  constructor(private readonly watch: (bytes: number) => void) {
    super();
  }

  get bytes(): number {
    return this.passedBytes;
  }

  /** Of all that passed, hexadecimal; once. */
  sha256(): string {
    return this.hash.digest('hex');
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      this.passedBytes += chunk.length;
      this.watch(this.passedBytes);
      this.hash.update(chunk);
      done(null, chunk);
    } catch (error) {
      done(error as Error);
    }
  }
}
