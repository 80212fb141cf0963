import { MASTER_SUBJECT } from '../../fleet/index.js';
import type { BackupSubject } from '../../fleet/index.js';
import { tenantPages } from '../../tenancy/index.js';
import type { TenantDirectory } from '../../tenancy/index.js';

/** All companies, page by page, and the master database at last. */
export async function* eachSubject(directory: TenantDirectory): AsyncGenerator<BackupSubject> {
  for await (const page of tenantPages(directory)) yield* page;
  yield MASTER_SUBJECT;
}
