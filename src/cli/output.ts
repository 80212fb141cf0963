import { Injectable } from '@nestjs/common';

/** What terminals obey, and what turns the direction of writing: no name may move the cursor, or be read as another. */
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/gu;

/** Text from the database, fit for a terminal. */
export function printable(text: string): string {
  return text.replace(CONTROL_CHARACTERS, ' ');
}

/** What a command prints: its result to standard output, everything said on the way to standard error. */
@Injectable()
export class Output {
  private failure: NodeJS.ErrnoException | undefined;

  constructor() {
    for (const stream of [process.stdout, process.stderr]) {
      stream.on('error', (error: NodeJS.ErrnoException) => {
        // The reader has seen enough (`| head -1`): the command goes on with its work.
        if (error.code !== 'EPIPE') this.failure ??= error;
      });
    }
  }

  /** A line of the result. */
  line(text = ''): void {
    process.stdout.write(`${text}\n`);
  }

  /** The result for programs: one JSON document. */
  json(document: unknown): void {
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  }

  /** Something said on the way. */
  note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** Waits until all is written. @returns what kept it from being written, a full disk for example. */
  async flush(): Promise<NodeJS.ErrnoException | undefined> {
    await Promise.all([written(process.stdout), written(process.stderr)]);
    return this.failure;
  }
}

function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => setImmediate(resolve));
  });
}
