import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ModelNotCompiledError } from './new-model.errors.js';
import type { WrittenFiles } from './written-files.js';

const TYPESCRIPT = 'node_modules/typescript/bin/tsc';
const CLIENT = 'scripts/client.mjs';
const CLIENT_TYPES = 'web/src/api/schema.ts';
const FIRST_LINES = 5;

/**
 * Compiles the sources with the new model, and writes the types of the API's client for what it adds.
 * @throws ModelNotCompiledError
 */
export async function compile(files: WrittenFiles, folder: string): Promise<void> {
  try {
    await node(files.root, [TYPESCRIPT, '-p', 'tsconfig.build.json']);
    files.remember(CLIENT_TYPES);
    await node(files.root, [CLIENT]);
  } catch (error) {
    // What no source is there for would be loaded by nobody, and found by the next who looks.
    rmSync(join(files.root, 'dist', folder), { recursive: true, force: true });
    throw error;
  }
}

async function node(cwd: string, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new ModelNotCompiledError(output.trim().split('\n').slice(0, FIRST_LINES).join(' '));
}
