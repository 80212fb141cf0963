import type { MigrationClass } from '../database/index.js';
import { AuditEntry } from './entities/audit-entry.entity.js';
import { AuditIntake } from './entities/audit-intake.entity.js';
import { AuditSegment } from './entities/audit-segment.entity.js';
import { Audit20261127000400 } from './migrations/20261127000400-audit.js';
import { AuditTimes20261128001230 } from './migrations/20261128001230-audit-times.js';

/** What the audit log adds to every company's database. */
export const AUDIT_ENTITIES = [AuditEntry, AuditSegment, AuditIntake];
export const AUDIT_MIGRATIONS: readonly MigrationClass[] = [Audit20261127000400, AuditTimes20261128001230];

/** The log itself: a copy of a company under another name must not take it over. */
export const AUDIT_TABLES: readonly string[] = ['audit_entry', 'audit_segment', 'audit_intake'];
