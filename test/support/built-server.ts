import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ApiClient } from './api-client.js';
import { engineSettings } from './test-engine.js';

const MAIN = fileURLToPath(new URL('../../dist/bundle/main.js', import.meta.url));

/** The built server in a process of its own, on a free port and a data folder of its own. */
export class BuiltServer {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'medadmin-built-'));
  stdout = '';
  stderr = '';
  url = '';
  private readonly child: ChildProcess;
  /** Exit code; the signal's name if one ended it. */
  readonly exit: Promise<number | string | null>;

  private constructor(environment: Readonly<Record<string, string>>, program = MAIN) {
    const { PATH = '' } = process.env;
    const dataDir = environment.DATA_DIR ?? this.dataDir;
    const env = {
      PATH,
      PORT: '0',
      DATA_DIR: dataDir,
      RATE_LIMIT: 'off',
      // Many tests share few cores; what happens to a process that cannot keep up is tested by itself.
      MAX_EVENT_LOOP_DELAY_MS: '60000',
      BACKUP_INTERVAL: 'off',
      ...engineSettings(dataDir),
      ...environment,
    };
    // A working directory without a .env file.
    this.child = spawn(process.execPath, [program], { cwd: this.dataDir, env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.exit = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        resolve(code ?? signal);
      });
    });
  }

  /**
   * Starts it and waits until it listens. LOG_LEVEL must let `info` through.
   * @param program another one than that of this checkout.
   */
  static async start(environment: Readonly<Record<string, string>> = {}, program?: string): Promise<BuiltServer> {
    const server = new BuiltServer(environment, program);
    server.url = await server.logged(/"url":"([^"]+)"/);
    return server;
  }

  /** Starts it with settings it cannot start with, and waits for its end. */
  static async fail(environment: Readonly<Record<string, string>>): Promise<BuiltServer> {
    const server = new BuiltServer(environment);
    await server.exit;
    return server;
  }

  /** What Prometheus would read; METRICS_PORT must be 0. */
  async metrics(): Promise<string> {
    const port = await this.logged(/"metricsPort":(\d+)/);
    return (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get api(): ApiClient {
    return new ApiClient(this.url);
  }

  /** Waits for a text on standard output. @returns its first group. @throws Error if the process ends without it. */
  async logged(pattern: RegExp): Promise<string> {
    const ended = this.exit.then((code) => {
      throw new Error(`the server ended with ${String(code)}: ${this.stderr}${this.stdout}`);
    });
    const found = new Promise<string>((resolve) => {
      const look = (): void => {
        const match = pattern.exec(this.stdout);
        if (match === null) return;
        this.child.stdout?.off('data', look);
        resolve(match[1] ?? match[0]);
      };
      this.child.stdout?.on('data', look);
      look();
    });
    return Promise.race([found, ended]);
  }

  /** Lines of standard output as what they are: JSON. @throws SyntaxError if one is not. */
  lines(): Record<string, unknown>[] {
    // What is behind the last end of a line is only half there.
    const lines = this.stdout.split('\n').slice(0, -1);
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends it as a power cut would: without its knowledge. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.exit;
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  /** Ends it, if it still runs, and removes its data. @returns its exit code. */
  async stop(): Promise<number | string | null> {
    this.signal('SIGTERM');
    const code = await this.exit;
    rmSync(this.dataDir, { recursive: true, force: true });
    return code;
  }
}
