import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { AbortedError } from './cli.errors.js';

export interface TerminalStreams {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** The person at the keyboard, if there is one. */
export class Terminal {
  /** Lines typed ahead of their questions. */
  private readonly typedAhead: string[] = [];

  constructor(private readonly streams: TerminalStreams) {}

  /** Whether somebody can read a question and answer it. */
  get isInteractive(): boolean {
    return this.streams.input.isTTY === true && this.streams.output.isTTY === true;
  }

  /** @throws AbortedError at the end of the input and at Ctrl-C. */
  async ask(question: string): Promise<string> {
    try {
      return await this.question(question, this.streams.output);
    } catch (error) {
      // What comes next must not stand behind the question.
      this.streams.output.write('\n');
      throw error;
    }
  }

  /** Like `ask`; what is typed is not shown. */
  async askSecret(question: string): Promise<string> {
    const silence = new Writable({
      write: (_chunk, _encoding, done) => {
        done();
      },
    });
    try {
      return await this.question('', silence, () => this.streams.output.write(question));
    } finally {
      this.streams.output.write('\n');
    }
  }

  /** Whether the answer is `yes`, in full: what destroys is not confirmed by a slip. */
  async confirms(question: string): Promise<boolean> {
    return (await this.ask(`${question} Type yes to go on: `)).trim().toLowerCase() === 'yes';
  }

  /** @param whenListening runs once the terminal has stopped to show keys by itself: who asks earlier shows secrets. */
  private async question(
    text: string,
    echo: NodeJS.WritableStream,
    whenListening: () => void = () => undefined,
  ): Promise<string> {
    const ahead = this.typedAhead.shift();
    if (ahead !== undefined) {
      whenListening();
      return ahead;
    }
    const reader = createInterface({ input: this.streams.input, output: echo, terminal: true, historySize: 0 });
    whenListening();
    reader.setPrompt(text);
    reader.prompt();
    try {
      return await new Promise<string>((resolve, reject) => {
        reader.once('close', () => reject(new AbortedError()));
        reader.once('line', (line) => {
          resolve(line);
          reader.on('line', (more) => this.typedAhead.push(more));
        });
      });
    } finally {
      reader.close();
    }
  }
}
