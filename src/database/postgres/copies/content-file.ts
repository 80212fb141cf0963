import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { SchemaStatements } from './schema-statements.js';

/** What a file begins with: whose database it is, and how it is made. */
export interface ContentHead {
  readonly format: typeof CONTENT_FORMAT;
  /** Null: the master database. */
  readonly stamp: number | null;
  readonly schema: SchemaStatements;
}

/** Grows when an older program could not read what a newer one writes. */
export const CONTENT_FORMAT = 1;

const LENGTH_BYTES = 4;
const BLOCK_BYTES = 256 * 1024;

/** A file of blocks, each after its length; an empty one ends the head, and each table. */
export class ContentWriter {
  private waiting = Buffer.alloc(0);

  private constructor(private readonly file: FileHandle) {}

  /** @throws an error when there is such a file. */
  static async create(path: string): Promise<ContentWriter> {
    return new ContentWriter(await open(path, 'wx', 0o600));
  }

  async head(head: ContentHead): Promise<void> {
    await this.piece(Buffer.from(JSON.stringify(head)));
    await this.end();
  }

  /** Pieces become blocks of one length: the same rows are the same bytes, however they come in. */
  async piece(piece: Buffer): Promise<void> {
    this.waiting = Buffer.concat([this.waiting, piece]);
    const end = this.waiting.length - (this.waiting.length % BLOCK_BYTES);
    for (let at = 0; at < end; at += BLOCK_BYTES) await this.block(this.waiting.subarray(at, at + BLOCK_BYTES));
    this.waiting = this.waiting.subarray(end);
  }

  async end(): Promise<void> {
    if (this.waiting.length > 0) await this.block(this.waiting);
    this.waiting = Buffer.alloc(0);
    await this.block(this.waiting);
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private async block(bytes: Buffer): Promise<void> {
    await this.file.appendFile(Buffer.concat([lengthOf(bytes), bytes]));
  }
}

export class ContentReader {
  private constructor(private readonly file: FileHandle) {}

  static async open(path: string): Promise<ContentReader> {
    return new ContentReader(await open(path, 'r'));
  }

  /** @throws Error for one that another program wrote. */
  async head(): Promise<ContentHead> {
    const pieces: Buffer[] = [];
    for await (const piece of this.pieces()) pieces.push(piece);
    const head = JSON.parse(Buffer.concat(pieces).toString()) as ContentHead;
    if ((head.format as number) !== CONTENT_FORMAT) throw new Error('The content is of another format');
    return head;
  }

  /** What follows, up to the next end. */
  async *pieces(): AsyncGenerator<Buffer> {
    for (;;) {
      const length = (await this.next(LENGTH_BYTES)).readUInt32BE();
      if (length === 0) return;
      if (length > BLOCK_BYTES) throw new Error('The content is damaged');
      yield await this.next(length);
    }
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private async next(bytes: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(bytes);
    for (let filled = 0; filled < bytes;) {
      const { bytesRead } = await this.file.read(buffer, filled, bytes - filled);
      if (bytesRead === 0) throw new Error('The content ends too early');
      filled += bytesRead;
    }
    return buffer;
  }
}

function lengthOf({ length }: Buffer): Buffer {
  const bytes = Buffer.alloc(LENGTH_BYTES);
  bytes.writeUInt32BE(length);
  return bytes;
}
