import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What is no source, and data that may lie in a checkout. */
const LEFT_OUT = new Set(['.git', '.dev', 'node_modules', 'bench', 'coverage', 'backups', 'tenant_databases', 'logs']);
const LEFT_OUT_FILES = /^(db\.sqlite3|\.env$|\.jwt-secret)/;

/** This checkout, built, once more, to be changed. The libraries are shared. */
export class CheckoutCopy {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'medadmin-checkout-')));

  constructor() {
    const names = readdirSync('.').filter((name) => !LEFT_OUT.has(name) && !LEFT_OUT_FILES.test(name));
    for (const name of names) cpSync(name, this.path(name), { recursive: true, preserveTimestamps: true });
    symlinkSync(realpathSync('node_modules'), this.path('node_modules'));
  }

  path(...parts: string[]): string {
    return join(this.root, ...parts);
  }

  read(path: string): string {
    return readFileSync(this.path(path), 'utf8');
  }

  /** @throws Error if the file does not have it. */
  change(path: string, from: string, to: string): void {
    const text = this.read(path);
    if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
    writeFileSync(this.path(path), text.replace(from, to));
  }

  /** Every source and document by its path, to be compared. */
  files(...folders: string[]): Record<string, string> {
    const paths = folders.flatMap((folder) =>
      readdirSync(this.path(folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name).slice(this.root.length + 1)),
    );
    return Object.fromEntries(paths.sort().map((path) => [path, this.read(path)]));
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
