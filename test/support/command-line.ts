import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { copyDatabases, directly, engineSettings, openFile } from './test-engine.js';

const MAIN = fileURLToPath(new URL('../../dist/bundle/cli.js', import.meta.url));

/** Whether `converse` works here. */
export const HAS_TERMINAL = process.platform === 'linux' && existsSync('/usr/bin/script');

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What comes in on standard input; nothing when absent. */
  readonly input?: string;
  /** Called with all of standard output so far, whenever there is more. */
  readonly onOutput?: (stdout: string, child: ChildProcess) => void;
  /** The same with standard error. */
  readonly onError?: (stderr: string, child: ChildProcess) => void;
}

/** A data folder of its own and the built command line working on it. */
export class CommandLine {
  readonly folder = mkdtempSync(join(tmpdir(), 'medadmin-commands-'));
  /** When the databases are there that it begins with. */
  databases = Promise.resolve();

  /** Runs one command in the folder, as its own process, and waits for its end. */
  run(args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    return this.start(process.execPath, [MAIN, ...args], options);
  }

  /** Runs a shell script in which `"$0" "$@"` stands for the command line with these arguments, as Node.js runs it. */
  startPiped(script: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    return this.start('bash', ['-c', script, MAIN, ...args], options);
  }

  /** Runs any program in the folder with the environment of the commands. */
  async start(program: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    await this.databases;
    const { env = {}, input = '', onOutput, onError } = options;
    const child = spawn(program, args, { cwd: this.folder, env: { ...this.environment(), ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      onOutput?.(stdout, child);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      onError?.(stderr, child);
    });
    // A command that does not read its input may be gone before it is written.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, stdout, stderr }));
    });
  }

  /**
   * Runs a command at a terminal, by `script` of util-linux, and types the answers, each when its question is there.
   * @returns what the terminal showed, as stdout.
   */
  async converse(
    args: readonly string[],
    answers: readonly (readonly [question: string, answer: string])[],
  ): Promise<CommandResult> {
    await this.databases;
    const command = [process.execPath, MAIN, ...args].map((word) => `'${word}'`).join(' ');
    const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: this.folder, env: this.environment() });
    const open = [...answers];
    let screen = '';
    let seen = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      screen += chunk.toString();
      const [question, answer] = open[0] ?? [];
      const at = question === undefined ? -1 : screen.indexOf(question, seen);
      if (at < 0) return;
      seen = at + 1;
      open.shift();
      child.stdin.write(`${answer}\r`);
    });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, stdout: screen, stderr: '' }));
    });
  }

  async remove(): Promise<void> {
    await this.databases;
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A path in the folder. */
  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /** Rows of a SQLite database in the folder, read by a handle of its own; for tests about files. */
  rows(file: string, sql: string): Record<string, unknown>[] {
    const database = openFile(this.path(file), { readonly: true, fileMustExist: true });
    try {
      return database.prepare(sql).all() as Record<string, unknown>[];
    } finally {
      database.close();
    }
  }

  /** Rows of one of the installation's databases, `master` or `tenant_…`, read by a connection that knows nothing of ours. */
  async read(name: string, sql: string): Promise<Record<string, unknown>[]> {
    await this.databases;
    return directly(this.folder, name, sql);
  }

  /** Nothing of this process's settings, which may be those of a developer's machine. */
  private environment(): Record<string, string> {
    const { PATH = '', HOME = '' } = process.env;
    return { PATH, HOME, DATA_DIR: this.folder, ...engineSettings(this.folder) };
  }
}

/** A command line per test, whose folder is removed after it. */
export function commandLines(): () => CommandLine {
  const made: CommandLine[] = [];
  afterEach(async () => {
    for (const commandLine of made.splice(0)) await commandLine.remove();
  });
  return () => {
    const commandLine = new CommandLine();
    made.push(commandLine);
    return commandLine;
  };
}

/**
 * The same with the two demo companies in every folder; made once per file and copied.
 * @param more is done to them before they are copied.
 */
export function seededCommandLines(more?: (seeded: CommandLine) => Promise<void>): () => CommandLine {
  const make = commandLines();
  let seeded: CommandLine;
  beforeAll(async () => {
    seeded = new CommandLine();
    const { code, stderr } = await seeded.run(['seed']);
    if (code !== 0) throw new Error(`seed failed: ${stderr}`);
    await more?.(seeded);
  });
  afterAll(() => seeded.remove());
  return () => {
    const commandLine = make();
    cpSync(seeded.folder, commandLine.folder, { recursive: true });
    commandLine.databases = copyDatabases(seeded.folder, commandLine.folder);
    return commandLine;
  };
}
