import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import type { Cipher } from 'node:crypto';
import { mkdir, open, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

const ALGORITHM = 'aes-256-ctr';
const CHUNK_BYTES = 64 * 1024;

/** Values of one row, in the order of its columns. */
export type Row = readonly unknown[];

/**
 * Rows that passed, kept until it is known whether all do. On disk, because a file may have more than the memory should
 * hold; in a file that has no name any more and that nobody else can read, because they are patients.
 */
export class RowSpool {
  private readonly key = randomBytes(32);
  private readonly iv = randomBytes(16);
  private readonly cipher: Cipher = createCipheriv(ALGORITHM, this.key, this.iv);

  private constructor(private readonly file: FileHandle) {}

  /** @param folder where the file is made, and unlinked at once: whatever happens to the process, nothing is left. */
  static async create(folder: string): Promise<RowSpool> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `spool-${randomUUID()}`);
    const file = await open(path, 'wx+', 0o600);
    await unlink(path);
    return new RowSpool(file);
  }

  async add(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    await this.file.appendFile(this.cipher.update(lines, 'utf8'));
  }

  /** All rows in the order in which they came, in portions of at most `size`. */
  async *portions(size: number): AsyncGenerator<Row[]> {
    let rows: Row[] = [];
    for await (const line of this.lines()) {
      rows.push(JSON.parse(line) as Row);
      if (rows.length < size) continue;
      yield rows;
      rows = [];
    }
    if (rows.length > 0) yield rows;
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private async *lines(): AsyncGenerator<string> {
    const decipher = createDecipheriv(ALGORITHM, this.key, this.iv);
    const text = new TextDecoder();
    const buffer = Buffer.alloc(CHUNK_BYTES);
    let rest = '';
    for (let position = 0; ;) {
      const { bytesRead } = await this.file.read(buffer, 0, CHUNK_BYTES, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      const lines = (rest + text.decode(decipher.update(buffer.subarray(0, bytesRead)), { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  }
}
