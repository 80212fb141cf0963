import { spawn } from 'node:child_process';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a JavaScript program to its end, in a process of its own.
 * @param environment besides PATH, HOME and npm's own settings.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  cwd?: string,
): Promise<Ran> {
  return run(process.execPath, [program, ...args], environment, cwd);
}

/** Runs any program to its end. */
export function run(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  cwd: string = process.cwd(),
): Promise<Ran> {
  const kept = Object.entries(process.env).filter(([name]) => /^(PATH|HOME|TMPDIR|npm_config_.*)$/.test(name));
  const child = spawn(file, args, { cwd, env: { ...Object.fromEntries(kept), ...environment } });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, ...output });
    });
  });
}
