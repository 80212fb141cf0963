import { readFile } from 'node:fs/promises';
import type { DatabaseName } from '../database-engine.js';
import { DatabaseMissingError } from '../database.errors.js';
import type { MigrationStep } from '../migration-job.js';
import { writeDurably } from './durable-files.js';
import { USER_VERSION_OFFSET } from './empty-database.js';
import { encryptFile } from './cipher/open-handle.js';
import { flushNow } from './flush-now.js';
import type { SqliteLocations } from './sqlite-locations.js';
import type { SqlitePaths } from './sqlite-paths.js';
import { isMadeBy } from './template-content.js';

/** Databases that others are copies of. The last one read is kept: one read serves every later sign-up. */
export class SqliteTemplates {
  private last: { readonly name: DatabaseName; readonly content: Buffer } | undefined;

  constructor(
    private readonly paths: SqlitePaths,
    private readonly locations: SqliteLocations,
  ) {}

  /** Reads a template and keeps it, if it is what these migrations make of an empty database; see DatabaseEngine. */
  async load(name: DatabaseName, steps: readonly MigrationStep[]): Promise<boolean> {
    if (this.last?.name === name) return true;
    const content = await readFile(this.paths.of(name)).catch(() => undefined);
    if (content === undefined || !isMadeBy(content, steps)) return false;
    this.last = { name, content };
    return true;
  }

  /** @throws DatabaseMissingError; EEXIST when `name` exists. */
  async copy(template: DatabaseName, name: DatabaseName, stamp: number): Promise<void> {
    const content = Buffer.from(await this.read(template));
    content.writeInt32BE(stamp, USER_VERSION_OFFSET);
    const { path, key } = await this.locations.of(name, stamp);
    await writeDurably(path, content);
    if (key === undefined) return;
    encryptFile(path, key);
    flushNow(path);
  }

  private async read(name: DatabaseName): Promise<Buffer> {
    if (this.last?.name === name) return this.last.content;
    const content = await readFile(this.paths.of(name)).catch((error: unknown) => {
      throw new DatabaseMissingError(name, error);
    });
    this.last = { name, content };
    return content;
  }
}
