import { AuditCheckpoints } from '../../audit/index.js';
import { AuditCheckpoint } from './audit-checkpoint.entity.js';
import { AuditRemains } from './audit-remains.js';
import { AuditRetention } from './audit-retention.js';
import { AuditVerification } from './audit-verification.js';
import { CheckpointKeeper } from './checkpoint-keeper.js';
import { ContinuedLogs } from './continued-logs.js';
import { RecordVerification } from './record-verification.js';
import { AuditCheckpoints20261127000401 } from './migrations/20261127000401-audit-checkpoints.js';

export { AuditRetention } from './audit-retention.js';
export { AuditVerification } from './audit-verification.js';
export { RecordVerification } from './record-verification.js';
export { CheckpointKeeper } from './checkpoint-keeper.js';

/** Companies' audit logs as a whole: their ends, whether they are untouched, how long they are kept. */
export const AUDIT = {
  providers: [
    CheckpointKeeper,
    { provide: AuditCheckpoints, useExisting: CheckpointKeeper },
    AuditRemains,
    AuditRetention,
    AuditVerification,
    ContinuedLogs,
    RecordVerification,
  ],
  exports: [CheckpointKeeper, AuditCheckpoints, AuditRetention, AuditVerification, RecordVerification],
  schema: { entities: [AuditCheckpoint], migrations: [AuditCheckpoints20261127000401] },
};
