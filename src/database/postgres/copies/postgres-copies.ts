import { rm } from 'node:fs/promises';
import type { DatabaseContent } from '../../database-content.js';
import { DatabaseCopies } from '../../database-copies.js';
import type { DatabaseName } from '../../database-engine.js';
import { DatabaseMissingError } from '../../database.errors.js';
import { checkedName } from '../../database-name.js';
import { giveToCompany, giveToMaster } from '../give-to-company.js';
import type { PostgresAccess } from '../postgres-access.js';
import type { PostgresDatabases } from '../postgres-databases.js';
import { ContentReader, ContentWriter } from './content-file.js';
import { examineContent, readContent, writeContent } from './database-content.js';

/**
 * Copies of databases as files of statements and rows, in the form of COPY; the server does the work, and the tools of
 * PostgreSQL are not needed.
 */
export class PostgresCopies extends DatabaseCopies {
  constructor(
    private readonly access: PostgresAccess,
    private readonly databases: PostgresDatabases,
  ) {
    super();
  }

  override dump(name: DatabaseName, stamp: number | undefined, target: string): Promise<DatabaseContent> {
    return this.access.asAdmin(name, stamp, async (client) => {
      const writer = await ContentWriter.create(target);
      try {
        return await writeContent(client, stamp ?? null, writer);
      } catch (error) {
        await rm(target, { force: true });
        throw error;
      } finally {
        await writer.close();
      }
    });
  }

  override async load(source: string, name: DatabaseName): Promise<void> {
    if (await this.databases.exists(name)) throw new Error('The database to be loaded exists');
    const reader = await ContentReader.open(source);
    try {
      const { stamp, schema } = await reader.head();
      await this.databases.create(name);
      await this.access.asAdmin(name, undefined, (client) => readContent(client, schema, reader));
      if (stamp === null) await giveToMaster(this.access, name);
      else await giveToCompany(this.access, name, stamp, await this.access.roles.of(stamp));
    } catch (error) {
      await this.databases.drop(name);
      throw error;
    } finally {
      await reader.close();
    }
    await rm(source);
  }

  override examine(name: DatabaseName, stamp: number | undefined): Promise<DatabaseContent> {
    return this.access.asAdmin(name, stamp, examineContent);
  }

  override async replace(from: DatabaseName, to: DatabaseName, waitMs: number): Promise<void> {
    const aside = asideOf(from);
    await this.databases.whenUnused(to, waitMs, () => this.access.hasOpen(to)).catch(ignoreMissing);
    await this.databases.exchange({ from, to, aside, waitMs });
    await this.databases.drop(aside);
  }
}

/** Where the one that was replaced is until it is dropped: it goes with the name that the new one had. */
export function asideOf(name: DatabaseName): DatabaseName {
  return checkedName(`${name}xold`);
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof DatabaseMissingError)) throw error;
}
