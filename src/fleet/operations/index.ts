import { FleetOperation } from './operation.entity.js';
import { OperationAudit } from './operation-audit.js';
import { Operations20261124000410 } from './migrations/20261124000410-operations.js';
import { OperationsController } from './operations.controller.js';
import { OperationsList } from './operations-list.js';
import { Operations } from './operations.js';
import { OperationsUpkeep } from './operations-upkeep.js';

export { COMMAND_ACTOR, SCHEDULE_ACTOR, userActor } from './actors.js';
export type { OperationActor } from './actors.js';
export { OPERATION_KINDS, OPERATION_STATES } from './operation.entity.js';
export type { OperationDetail, OperationKind, OperationState } from './operation.entity.js';
export { Operations } from './operations.js';
export type { OperationRecovery, OperationStart } from './operations.js';
export * from './operations.errors.js';
export type { RunningOperation } from './running-operation.js';

/** What the log of operations needs of the module, and adds to the master database. */
export const OPERATIONS = {
  controllers: [OperationsController],
  providers: [OperationAudit, Operations, OperationsList, OperationsUpkeep],
  exports: [Operations],
  schema: { entities: [FleetOperation], migrations: [Operations20261124000410] },
};
