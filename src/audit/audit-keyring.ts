import { AuditKeys } from './audit-keys.js';

/** The keys of all companies' audit logs. The one place to change when companies get data keys of their own. */
export class AuditKeyring {
  constructor(private readonly root: Buffer) {}

  of(companyId: number): AuditKeys {
    return new AuditKeys(this.root, companyId);
  }
}
