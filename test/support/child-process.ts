import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { programFile } from './programs.js';

/** What a child told, one JSON object per line of its standard output. */
export type Message = Readonly<Record<string, unknown>>;

/** A program of test/support as a process of its own. */
export class Child {
  readonly messages: Message[] = [];
  private readonly process: ChildProcess;
  private readonly ended: Promise<number | null>;
  private readonly listeners: (() => void)[] = [];
  private hasEnded = false;
  private errors = '';

  /**
   * @param program file in test/support.
   * @param fileSizeKiB largest file it can write, as a full disk would have it: a write beyond fails.
   */
  constructor(program: string, args: readonly string[], fileSizeKiB?: number) {
    const command = [process.execPath, programFile(program), ...args];
    const limited = ['bash', '-c', `trap '' XFSZ; ulimit -S -f ${fileSizeKiB}; exec "$0" "$@"`, ...command];
    const [file = '', ...rest] = fileSizeKiB === undefined ? command : limited;
    this.process = spawn(file, rest, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.process.stderr?.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
    this.ended = new Promise((resolve) => this.process.once('close', resolve));
    void this.ended.then(() => {
      this.hasEnded = true;
      this.notify();
    });
    if (this.process.stdout === null) throw new Error('The child has no standard output');
    createInterface(this.process.stdout).on('line', (line) => this.receive(line));
  }

  /** Waits for the next message that has a member of this name. @throws Error when the child ends without one. */
  async next(member: string, from = 0): Promise<Message> {
    for (;;) {
      const message = this.messages.slice(from).find((each) => member in each);
      if (message !== undefined) return message;
      if (this.hasEnded) throw new Error(`The child ended without telling '${member}': ${this.errors}`);
      await new Promise<void>((resolve) => this.listeners.push(resolve));
    }
  }

  say(line: string): void {
    this.process.stdin?.write(`${line}\n`);
  }

  /** Ends it like a power switch, and waits until it is gone and all it told is read. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.ended;
  }

  /** @returns its exit code, once it has ended by itself. */
  end(): Promise<number | null> {
    return this.ended;
  }

  /** Values of a member of all messages so far. */
  told(member: string): unknown[] {
    return this.messages.filter((message) => member in message).map((message) => message[member]);
  }

  private receive(line: string): void {
    // A killed child may leave half a line, which was not told then.
    try {
      this.messages.push(JSON.parse(line) as Message);
    } catch {
      return;
    }
    this.notify();
  }

  private notify(): void {
    for (const wake of this.listeners.splice(0)) wake();
  }
}
