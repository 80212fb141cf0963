import { KeptDatabases } from './kept-databases.js';
import { MovedKeys } from './moved-keys.js';
import { MovedUpkeep } from './moved-upkeep.js';
import { MoveSettling } from './move-settling.js';
import { ServerDraining } from './server-draining.js';
import { ServerWatch } from './server-watch.js';
import { ServersController } from './servers.controller.js';
import { TenantCopying } from './tenant-copying.js';
import { TenantMoving } from './tenant-moving.js';

export { KeptDatabases } from './kept-databases.js';
export * from './moving.errors.js';
export { AddServerDto, ChangeServerDto } from './server.dto.js';
export { ServerDraining } from './server-draining.js';
export { ServerWatch } from './server-watch.js';
export type { Drained } from './server-draining.js';
export { TenantMoving } from './tenant-moving.js';
export type { MovedTenant } from './tenant-moving.js';

/** What many servers need of the module. */
export const SERVERS = {
  controllers: [ServersController],
  providers: [
    KeptDatabases,
    MovedKeys,
    MoveSettling,
    MovedUpkeep,
    ServerDraining,
    ServerWatch,
    TenantCopying,
    TenantMoving,
  ],
  exports: [KeptDatabases, ServerDraining, ServerWatch, TenantMoving],
};
