import type { DataSource } from 'typeorm';
import { DatabaseRole } from '../roles/database-role.entity.js';
import { RoleRows } from '../roles/role-rows.js';
import type { SealedRole } from '../roles/role-rows.js';
import { DatabasePlace } from './database-place.entity.js';

/** Rows of the installation's master database, for a server that has none. */
export class OtherServerRoles extends RoleRows {
  readonly hasOwnNames = false;

  constructor(
    private readonly master: DataSource,
    private readonly server: string,
  ) {
    super();
  }

  override async of(companyId: number): Promise<SealedRole | undefined> {
    const row = await this.rows.findOneBy({ companyId });
    return row === null ? undefined : sealedRole(row);
  }

  override async all(): Promise<SealedRole[]> {
    return (await this.rows.find()).map(sealedRole);
  }

  override async put(companyId: number, { name, sealed_password: sealedPassword }: SealedRole): Promise<void> {
    await this.rows.upsert({ companyId, name, sealedPassword }, ['companyId']);
  }

  override async reseal({ name, sealed_password: sealedPassword }: SealedRole, sealed: string): Promise<void> {
    await this.rows.update({ name, sealedPassword }, { sealedPassword: sealed });
  }

  override async remove(companyId: number): Promise<void> {
    const place = await this.master.getRepository(DatabasePlace).findOneBy({ companyId });
    if (place?.server === this.server) await this.rows.delete({ companyId });
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }

  private get rows() {
    return this.master.getRepository(DatabaseRole);
  }
}

function sealedRole({ name, sealedPassword }: DatabaseRole): SealedRole {
  return { name, sealed_password: sealedPassword };
}
