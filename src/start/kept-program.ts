import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

type Program = (exports: object, require: NodeJS.Require, module: object, file: string, folder: string) => void;

/**
 * Runs a bundled program that stands beside the file of this one, `<name>.cjs`, with the code that V8 compiled of it when it
 * was built: compiling it again would take half of the start. V8 takes the code only if version and flags are the same;
 * otherwise, and without it, the program runs all the same, only later. (Node has this built in from version 22 on.)
 */
export function runKeptProgram(name: string): void {
  const file = fileURLToPath(new URL(`${name}.cjs`, import.meta.url));
  const compiled = readIfThere(new URL(`${name}.cache`, import.meta.url));
  // The bundle is ASCII; as Latin-1 it is taken over without a look at every byte.
  const script = new Script(readFileSync(file, 'latin1'), {
    filename: file,
    ...(compiled && { cachedData: compiled }),
  });
  const program = script.runInThisContext() as Program;
  const module = { exports: {} };
  program(module.exports, createRequire(file), module, file, dirname(file));
}

function readIfThere(path: URL): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
