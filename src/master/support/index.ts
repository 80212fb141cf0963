import { AdminSupportController } from './admin-support.controller.js';
import { SupportAccess20261127000402 } from './migrations/20261127000402-support-access.js';
import { SupportAccess, SupportRule } from './support-access.entity.js';
import { SupportAccesses } from './support-accesses.js';
import { SupportController } from './support.controller.js';
import { SupportList } from './support-list.js';
import { SupportRemains } from './support-remains.js';

/** What superusers' ways into companies need of the module. */
export const SUPPORT = {
  controllers: [AdminSupportController, SupportController],
  providers: [SupportAccesses, SupportList, SupportRemains],
  schema: { entities: [SupportAccess, SupportRule], migrations: [SupportAccess20261127000402] },
};
