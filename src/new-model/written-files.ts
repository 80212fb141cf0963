import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UnexpectedSourceError } from './new-model.errors.js';

interface Before {
  readonly text: string;
  /** A program is known to be older than its sources by it. */
  readonly changedAt: Date;
}

/** Files written in a checkout, all of which can be taken back. */
export class WrittenFiles {
  /** What each was before; undefined: it was not there. */
  private readonly before = new Map<string, Before | undefined>();
  private readonly folders: string[] = [];

  /** @param root folder of package.json. */
  constructor(readonly root: string) {}

  /** Paths from the root, in the order of writing. */
  get paths(): string[] {
    return [...this.before.keys()];
  }

  isThere(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  /** Writes a file that is not there yet. @throws UnexpectedSourceError if it is. */
  add(path: string, text: string): void {
    if (this.isThere(path)) throw new UnexpectedSourceError(path);
    this.remember(path);
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text, { flag: 'wx' });
  }

  /** Changes one that is. */
  replace(path: string, text: string): void {
    this.remember(path);
    writeFileSync(join(this.root, path), text);
  }

  /** To be called before somebody else writes it. */
  remember(path: string): void {
    if (!this.before.has(path)) this.before.set(path, this.isThere(path) ? this.stateOf(path) : undefined);
  }

  /** Somebody else wrote a file that was not there. */
  wrote(path: string): void {
    this.before.set(path, undefined);
  }

  /** Whatever gets into this folder, which is not there yet, is taken back with it. @throws UnexpectedSourceError if it is. */
  own(folder: string): void {
    if (this.isThere(folder)) throw new UnexpectedSourceError(folder);
    this.folders.push(folder);
  }

  /** Makes everything what it was. */
  undo(): void {
    for (const [path, before] of [...this.before].reverse()) this.restore(join(this.root, path), before);
    for (const folder of this.folders) rmSync(join(this.root, folder), { recursive: true, force: true });
    this.before.clear();
  }

  private stateOf(path: string): Before {
    return { text: this.read(path), changedAt: statSync(join(this.root, path)).mtime };
  }

  private restore(file: string, before: Before | undefined): void {
    if (before === undefined) {
      rmSync(file, { force: true });
      return;
    }
    writeFileSync(file, before.text);
    utimesSync(file, before.changedAt, before.changedAt);
  }
}
