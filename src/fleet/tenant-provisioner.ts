import { Injectable } from '@nestjs/common';
import { DatabaseEngine, DatabaseKeys, EncryptionDriverMissingError, ServerCatalogue } from '../database/index.js';
import type { DatabaseName } from '../database/index.js';
import { ProvisioningError } from './fleet.errors.js';
import { TenantTemplate } from './tenant-template.js';
import { unfinishedName } from './working-names.js';

/** Makes and unmakes the databases of companies. */
@Injectable()
export class TenantProvisioner {
  constructor(
    private readonly engine: DatabaseEngine,
    private readonly template: TenantTemplate,
    private readonly keys: DatabaseKeys,
    private readonly catalogue: ServerCatalogue,
  ) {}

  /**
   * Makes the database of a company, migrated and stamped, durable when it returns. It appears under its own name only
   * when it is whole.
   * @param companyId number of the company, whose row says `provisioning`; it also names the unfinished file.
   * @throws ProvisioningError, EncryptionDriverMissingError; nothing is left behind then.
   */
  async create(companyId: number, database: DatabaseName): Promise<void> {
    const unfinished = unfinishedName(companyId);
    try {
      if (this.keys.isOn) await this.keys.make(companyId);
      const engine = await this.copyTemplate(companyId, unfinished);
      await engine.rename(unfinished, database);
    } catch (error) {
      await this.engine.drop(unfinished).catch(() => undefined);
      await this.keys.destroy(companyId).catch(() => undefined);
      // Whoever runs the installation can mend it only if they are told.
      throw error instanceof EncryptionDriverMissingError ? error : new ProvisioningError(error);
    }
  }

  /**
   * On the server that is chosen for the company, or, while that is away, on the next one. What it may have been left with is
   * removed by `dropOrphans`.
   */
  private async copyTemplate(companyId: number, unfinished: DatabaseName): Promise<DatabaseEngine> {
    const tried = new Set<string | null>();
    for (;;) {
      const server = await this.catalogue.place(companyId);
      try {
        const engine = await this.engine.holding(companyId);
        await engine.copy(await this.template.name(engine), unfinished, companyId);
        return engine;
      } catch (error) {
        if (tried.has(server) || !this.catalogue.isLeftOut(server, error)) throw error;
        tried.add(server);
      }
    }
  }

  /** Removes what `create` made or left half-made; for undoing a registration, never for a company that was active. */
  async undo(companyId: number, database: DatabaseName): Promise<void> {
    await this.engine.drop(unfinishedName(companyId));
    await this.engine.drop(database, companyId);
    await this.keys.destroy(companyId);
  }

  /**
   * Removes unfinished databases that no company is being made of, and templates: what killed processes left, and servers
   * that were away.
   * @param provisioning tells of which companies databases are being made; it is asked after looking what is there, for
   *   whoever makes one has said so before.
   */
  async dropOrphans(provisioning: () => Promise<ReadonlySet<number>>): Promise<void> {
    await this.template.dropDrafts();
    await this.engine.eachServer(async (engine) => {
      const names = await engine.list('provisioning');
      const inTheMaking = names.length === 0 ? new Set() : await provisioning();
      for (const name of names)
        if (!inTheMaking.has(Number(name.slice('provisioning_'.length)))) await engine.drop(name);
    });
  }
}
