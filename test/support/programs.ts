import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SUPPORT = join(ROOT, 'test/support');
/** Those that load the program, or a large part of it. The others are started as they are. */
const BUNDLED = [
  'backup-gap-child',
  'crashing-server',
  'faulty-migration',
  'full-disk-child',
  'installation-child',
  'life-child',
  'lock-holding-child',
  'migrating-child',
  'more-migrations',
  'restoring-child',
  'starting-child',
  'upkeep-child',
  'writing-child',
];

let folder: string | undefined;

/**
 * File of a program of this folder that is started as a process of its own, such as `life-child.mjs`. Whatever loads much is
 * bundled, by the first test that asks for one after a build.
 */
export function programFile(name: string): string {
  const bundled = BUNDLED.find((each) => `${each}.mjs` === name);
  return bundled === undefined ? join(SUPPORT, name) : join((folder ??= bundle()), `${bundled}.cjs`);
}

function bundle(): string {
  const hash = createHash('sha256');
  // The compiler's own list of what it has compiled.
  hash.update(readFileSync(join(ROOT, 'dist/.tsbuildinfo')));
  const ours = readdirSync(SUPPORT).filter((name) => name.endsWith('.mjs'));
  for (const name of [...ours, '../../scripts/bundling.mjs']) hash.update(readFileSync(join(SUPPORT, name)));
  // Beside the bundled program, whose files find others by where they are themselves.
  const made = join(ROOT, 'dist', `programs-${hash.digest('hex').slice(0, 16)}`);
  if (!existsSync(made)) {
    execFileSync(process.execPath, ['test/support/bundle-programs.mjs', made, ...BUNDLED], {
      cwd: ROOT,
      stdio: 'pipe',
    });
  }
  return made;
}
